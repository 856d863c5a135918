"""A census file as XML, in the order the specification gives. What is None or "" is left out: nothing is made up to fill it."""

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

from .file import Assessment, Child, CinPlan, Enquiry, Episode, ProtectionPlan

SOURCE = ("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime")


def write(children: Iterable[Child], *, year: int, source: dict[str, str], says: str = "") -> bytes:
    """The XML of a file for the period that ends in `year`. `source` has the elements named in SOURCE; `says` stands above all as a comment."""
    root = Element("Message")
    if says:
        root.append(Comment(f" {says} "))
    header = SubElement(root, "Header")
    _put(
        SubElement(header, "CollectionDetails"),
        ("Collection", "CIN"),
        ("Year", str(year)),
        ("ReferenceDate", date(year, 3, 31)),
    )
    _put(SubElement(header, "Source"), *((name, source[name]) for name in SOURCE))
    into = SubElement(root, "Children")
    for child in children:
        _child(SubElement(into, "Child"), child)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _put(into: Element, *values: tuple[str, object]) -> None:
    for name, value in values:
        if value is None or value == "":
            continue
        said = (
            ("1" if value else "0")
            if isinstance(value, bool)
            else value.isoformat()
            if isinstance(value, date)
            else value
        )
        SubElement(into, name).text = str(said)


def _child(into: Element, child: Child) -> None:
    _put(
        SubElement(into, "ChildIdentifiers"),
        ("LAchildID", child.id),
        ("UPN", child.upn),
        ("FormerUPN", child.former_upn),
        ("UPNunknown", child.upn_unknown),
        ("PersonBirthDate", child.born_on),
        ("ExpectedPersonBirthDate", child.expected_on),
        ("Sex", child.sex),
        ("PersonDeathDate", child.died_on),
    )
    known = SubElement(into, "ChildCharacteristics")
    _put(known, ("Ethnicity", child.ethnicity))
    if child.disabilities:
        _put(SubElement(known, "Disabilities"), *(("Disability", code) for code in child.disabilities))
    for episode in child.episodes:
        _episode(SubElement(into, "CINdetails"), episode)


def _episode(into: Element, episode: Episode) -> None:
    _put(
        into,
        ("CINreferralDate", episode.referred_on),
        ("ReferralSource", episode.source),
        ("PrimaryNeedCode", episode.need),
        ("CINclosureDate", episode.closed_on),
        ("ReasonForClosure", episode.reason),
        ("DateOfInitialCPC", episode.conference_on),
    )
    for assessment in episode.assessments:
        _assessment(SubElement(into, "Assessments"), assessment)
    for plan in episode.plans:
        _plan(SubElement(into, "CINPlanDates"), plan)
    for enquiry in episode.enquiries:
        _enquiry(SubElement(into, "Section47"), enquiry)
    _put(into, ("ReferralNFA", episode.nfa))
    for plan in episode.protection_plans:
        _protection(SubElement(into, "ChildProtectionPlans"), plan)


def _assessment(into: Element, assessment: Assessment) -> None:
    _put(
        into,
        ("AssessmentActualStartDate", assessment.started_on),
        ("AssessmentInternalReviewDate", assessment.reviewed_on),
        ("AssessmentAuthorisationDate", assessment.authorised_on),
    )
    if assessment.factors:
        factors = SubElement(into, "FactorsIdentifiedAtAssessment")
        _put(factors, *(("AssessmentFactors", code) for code in assessment.factors))


def _plan(into: Element, plan: CinPlan) -> None:
    _put(into, ("CINPlanStartDate", plan.started_on), ("CINPlanEndDate", plan.ended_on))


def _enquiry(into: Element, enquiry: Enquiry) -> None:
    _put(
        into,
        ("S47ActualStartDate", enquiry.started_on),
        ("InitialCPCtarget", enquiry.target_on),
        ("DateOfInitialCPC", enquiry.conference_on),
        ("ICPCnotRequired", enquiry.not_required),
    )


def _protection(into: Element, plan: ProtectionPlan) -> None:
    _put(
        into,
        ("CPPstartDate", plan.started_on),
        ("CPPendDate", plan.ended_on),
        ("InitialCategoryOfAbuse", plan.initial_category),
        ("LatestCategoryOfAbuse", plan.latest_category),
        ("NumberOfPreviousCPP", plan.previous),
    )
    for reviews in plan.reviews:
        _put(SubElement(into, "Reviews"), *(("CPPreviewDate", day) for day in reviews.held_on))
