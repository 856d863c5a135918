"""What each of a family may read of a decision, and who of them must not be told of it (SG-27)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from breakwater.casework.cases.models import Capacity, Participant
from breakwater.foundation import audit
from breakwater.partnership.people.cleaning import clean_name
from breakwater.partnership.people.models import Address, Relationship

from ..contact_form.operations.agreements import EVERYONE, agreement_of
from ..contact_page.cautions import who_must_not_be_told
from ..family_reads import key_of
from ..information_requests.operations import labels
from ..models import Contact, NamedPerson, Submission
from ..models.named_people import ResponsibilityTold
from ..screening.operations.named_people import CARERS
from ..screening.people_as_told import child_in_refuge, in_refuge
from ..screening.people_of_contact import PARTS_SAID, RELATION_SAID
from ..senders import sender_said
from ..voice_of_the_child import childs_words, repeats_a_child

OF_THE_FAMILY = "1A"  # the census's code of a family member, relative or carer (FD 6.9)
ALLEGED = "alleged_harm"
IN_REFUGE = "The child is in a refuge, and they are not: nothing may tell them where"


@dataclass(frozen=True)
class Member:
    """A parent or carer who may ask to read a decision. `caution` says why they must not be told, or why care is needed.

    `sent_it`: the contact is theirs, as far as its sender's words show. `is_untold`: the form says that they were not told of it, or nothing
    says that anybody told them.
    """

    key: str
    name: str
    relation: str
    caution: str = ""
    sent_it: bool = False
    is_untold: bool = False


def family_of(contacts: Sequence[Contact]) -> list[Member]:
    """The parents and carers of some contacts that are decided alike: as the referrers named them, as the cases have them, and
    those on the children's records whom neither names.
    """
    named = list(
        NamedPerson.objects.filter(contact__in=contacts)
        .select_related("person", "contact")
        .order_by("contact_id", "position", "pk")
    )
    parts = Participant.objects.filter(
        case__in=[one.case_id for one in contacts], capacity=Capacity.PARENT, ends_at=None
    ).select_related("person")
    submission = _submission_of(contacts[0])
    cautions = _cautions(contacts, submission)
    sender = _name_of_private(submission)
    children = {one.child_id for one in contacts} - {None}
    known = {one.person_id for one in named} | {part.person_id for part in parts}
    others = _on_record(children, known)
    in_a_refuge = _in_refuge_now(children | known - {None} | {tie.person_id for tie in others})
    is_hidden = bool(in_a_refuge & children) or any(child_in_refuge(one) for one in contacts)
    found: dict[str, Member] = {}
    for one in named:
        name = one.person.name if one.person else one.named_as
        if name and (one.relation in CARERS or one.parental_responsibility == ResponsibilityTold.YES):
            why = [PARTS_SAID[ALLEGED]] if ALLEGED in one.parts else []
            why += [one.person.care_with_contact] if one.person else []
            why += [IN_REFUGE] if is_hidden and not in_refuge(one) and one.person_id not in in_a_refuge else []
            relation = RELATION_SAID.get(one.relation, "Adult")
            _keep(
                found, key_of(one), [name, one.named_as], relation, [*why, *_of(cautions, name, one.named_as)], sender
            )
    for part in parts.order_by("pk"):
        why = [part.person.care_with_contact, *_of(cautions, part.person.name)]
        is_with_them = part.person_id in in_a_refuge or any(
            one.person_id == part.person_id and in_refuge(one) for one in named
        )
        why += [IN_REFUGE] if is_hidden and not is_with_them else []
        relation = part.get_capacity_display().capitalize()
        _keep(found, part.person.public_id, [part.person.name], relation, why, sender)
    by_name = {clean_name(one.name): key for key, one in found.items()}
    for tie in others:
        name = tie.person.name
        why = [tie.person.care_with_contact, *_of(cautions, name)]
        why += [IN_REFUGE] if is_hidden and tie.person_id not in in_a_refuge else []
        key = by_name.get(clean_name(name), tie.person.public_id)  # named on the form, and not matched yet
        _keep(found, key, [name], RELATION_SAID.get(tie.code, "Adult"), why, sender)
    audit.saw("person", *(one.person_id for one in named if one.person_id), *(part.person_id for part in parts))
    names = {key_of(one): clean_name(one.named_as) for one in named}
    given = agreement_of(submission)
    untold = {clean_name(one.holder) for one in given if one.told == "no"}
    untold |= set() if given or sender else {clean_name(EVERYONE)}  # a neighbour who calls has told nobody
    return [
        replace(one, is_untold=bool(untold & {clean_name(EVERYONE), clean_name(one.name), names.get(key, "")} - {""}))
        for key, one in found.items()
    ]


def _on_record(children: Iterable[int], known: Iterable[int | None]) -> list[Relationship]:
    """The parents and carers of some children by their records, whom no form and no case names. One query."""
    found = Relationship.objects.present().drawable().filter(other__in=list(children))
    ties = found.exclude(person__in=[one for one in known if one]).select_related("person").order_by("pk")
    kin = {tie.person_id: tie for tie in ties if tie.code in CARERS or tie.holds_parental_responsibility}
    audit.saw("person", *kin)
    return list(kin.values())


def sender_is_told_with_care(contact: Contact, members: Iterable[Member]) -> list[str]:
    """Why nothing may be told to the sender before it is read: they are one of the family who must not be told, or may be.

    Empty where the sender is nobody of the family, or where nothing is known that speaks against telling any of them.
    """
    named = [f"{one.name}: {one.caution}" for one in members if one.sent_it and one.caution]
    submission = _submission_of(contact)
    if named or submission is None or submission.source_code != OF_THE_FAMILY:
        return named
    return [": ".join(filter(None, said)) for said in who_must_not_be_told(contact, submission)]


def not_for_them(words: str, contacts: Sequence[Contact]) -> str:
    """Why words that somebody of the family is to read may not stand: an answer kept from the family, or a child's own words."""
    if answers := labels.cautions(contacts, words=words):
        return f"This repeats the answers of {'; '.join(answers)}, which are not for the family. Write what you conclude instead"
    if repeats_a_child(words, childs_words(_submission_of(contacts[0]))):
        return "This repeats the child’s own words, which are for workers alone. Write what you conclude instead"
    return ""


def _in_refuge_now(people: Iterable[int]) -> set[int]:
    """Who of some people, by their keys, lives in a refuge as on record now."""
    known = Address.objects.withheld_now().filter(person__in=list(people))
    return set(known.values_list("person_id", flat=True))


def _keep(found: dict, key: str, names: Sequence[str], relation: str, why: Sequence[str], sender: str) -> None:
    caution = ". ".join(dict.fromkeys(filter(None, why)))
    before = found.get(key)
    if before is None:
        sent_it = bool(sender) and any(clean_name(name) and clean_name(name) in sender for name in names)
        found[key] = Member(key, names[0], relation, caution, sent_it)
    elif caution and caution not in before.caution:
        both = ". ".join(filter(None, [before.caution, caution]))
        found[key] = Member(key, before.name, before.relation, both, before.sent_it)


def _cautions(contacts: Sequence[Contact], submission: Submission | None) -> list[tuple[str, str]]:
    return list(dict.fromkeys(said for one in contacts for said in who_must_not_be_told(one, submission)))


def _of(cautions: Iterable[tuple[str, str]], *names: str) -> list[str]:
    """What was said of whoever bears one of these names, whose words begin with it: "Mo Example, mother"."""
    cleaned = {clean_name(name) for name in names} - {""}
    return [words for about, words in cautions if clean_name(about.partition(",")[0]) in cleaned]


def _submission_of(contact: Contact) -> Submission | None:
    return Submission.objects.select_related("answers", "sender_user").filter(pk=contact.submission_id).first()


def _name_of_private(submission: Submission | None) -> str:
    """What the sender is called, cleaned, where they are of the family; nothing of who writes because of their work."""
    if submission is None or submission.source_code != OF_THE_FAMILY:
        return ""
    return clean_name(sender_said(submission))
