"""What is asked before someone of the family is given a link, what is approved for them, and what they write."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    CheckboxesField,
    EmailField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.practice.early_help.models import FamilyComment, FamilyCopy, FamilyLink, FamilyReply

from .copy import LEFT_OUT
from .operations.copies import CopyFacts, LinkFacts

SHORTEST_NUMBER = 10
LANGUAGES = [
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("bg", "Bulgarian"),
    ("zh", "Chinese"),
    ("fa", "Farsi"),
    ("fr", "French"),
    ("gu", "Gujarati"),
    ("ku", "Kurdish"),
    ("lt", "Lithuanian"),
    ("ml", "Malayalam"),
    ("ps", "Pashto"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pa", "Punjabi"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("so", "Somali"),
    ("es", "Spanish"),
    ("ta", "Tamil"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
]

# As whoever reads it would look for it on a page.
OWN_NAMES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "bg": "Български",
    "zh": "中文",
    "fa": "فارسی",
    "fr": "Français",
    "gu": "ગુજરાતી",
    "ku": "Kurdî",
    "lt": "Lietuvių",
    "ml": "മലയാളം",
    "ps": "پښتو",
    "pl": "Polski",
    "pt": "Português",
    "pa": "ਪੰਜਾਬੀ",
    "ro": "Română",
    "ru": "Русский",
    "so": "Soomaali",
    "es": "Español",
    "ta": "தமிழ்",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
}
NOT_KEPT = "Tick what they should not read. What was left out for them last time was not kept: tick it again."


class LinkForm(IdempotentForm):
    """Safe to contact this way? Without a yes there is no link (SG-27)."""

    is_safe = YesNoField(
        label="Did you ask them, alone, whether it is safe to reach them this way?",
        hint="Someone else may open their mail or their telephone. If you cannot be sure, read the plan with them instead.",
        words=("Yes, and they say it is safe", "No, or they are not sure"),
        missing="Say whether you asked, and it is safe",
    )
    safe_words = TextareaField(
        label="How did you ask, and what did they say?",
        missing="Write how you asked, and what they said",
        rows=3,
        max_length=2_000,
    )
    way = RadiosField(
        label="How do they get it?",
        choices=FamilyLink.Way,
        options={
            "PAPER": "You show them the address, or print it.",
            "EMAIL": "The message names nobody.",
            "TEXT": "The message names nobody.",
        },
        reveals={"EMAIL": ["reach"], "TEXT": ["telephone"]},
        missing="Choose how they get it",
    )
    reach = EmailField(label="To which address?", missing="Enter the address that is safe")
    telephone = TextField(
        label="To which number?", width=20, max_length=20, missing="Enter the number that is safe", autocomplete="off"
    )
    may_know_place = YesNoField(
        label="May they read where and when the family meets, and who helps?",
        hint="Where parents live apart, someone is in a refuge, or contact needs care, it is left out whatever you choose.",
        missing="Choose yes or no",
    )

    def __init__(self, *args, sends_texts: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not sends_texts:
            self.fields["way"].choices = [(way, label) for way, label in FamilyLink.Way.choices if way != "TEXT"]
            del self.fields["telephone"]

    def clean_telephone(self) -> str:
        return _telephone(self.cleaned_data.get("telephone") or "")

    def facts(self) -> LinkFacts:
        given = {name: self.cleaned_data[name] for name in ("way", "is_safe", "safe_words", "may_know_place")}
        reach = {"EMAIL": self.cleaned_data.get("reach"), "TEXT": self.cleaned_data.get("telephone")}
        return LinkFacts(**given, reach=reach.get(given["way"]) or "")


class CopyForm(IdempotentForm):
    """What is left out for this person, the second language, and that someone has read it as they will."""

    leaves_out = CheckboxesField(
        label="Leave out for them",
        hint="Tick what they should not read. What was left out for them last time is ticked already.",
        required=False,
        small=True,
    )
    language = SelectField(label="A second language", choices=LANGUAGES, required=False, empty="None")
    other_words = TextareaField(
        label="The plan in that language",
        hint="Written by a person. Never by a machine.",
        required=False,
        rows=8,
        max_length=20_000,
        spellcheck=False,
    )
    translated_by = TextField(label="Who wrote it, and who checked it?", required=False, max_length=160)
    same = CheckboxesField(
        label="Does that language leave out the same?",
        choices=[
            ("yes", "Whoever checked it says: it leaves out what is ticked above, and says what the plan says today")
        ],
        required=False,
    )
    read = CheckboxesField(
        label="Before they can read it",
        choices=[("yes", "I have read it as they will. It tells nobody where anyone is, and it hurts nobody")],
        missing="Preview, then tick",
    )

    def __init__(self, *args, pieces, before: FamilyCopy | None = None, **kwargs):
        """`before` is what was approved for them last: what it kept back stays back, and its second language is there to mend."""
        if before is not None:
            kwargs["initial"] = {
                "leaves_out": before.content.get(LEFT_OUT, []),
                **{name: getattr(before, name) for name in ("language", "other_words", "translated_by")},
            }
        super().__init__(*args, **kwargs)
        if before is not None and LEFT_OUT not in before.content:
            self.fields["leaves_out"].help_text = NOT_KEPT
        self.fields["leaves_out"].choices = [(piece.key, piece.words) for piece in pieces]

    def clean(self):
        cleaned = super().clean()
        language, words, by = (cleaned.get(name) for name in ("language", "other_words", "translated_by"))
        if language and not words:
            self.add_error("other_words", "Write the plan in that language, or choose no second language")
        elif words and not language:
            self.add_error("language", "Choose the language it is written in")
        if words and not by:
            self.add_error("translated_by", "Write who wrote it and who checked it")
        if words and not cleaned.get("same"):
            self.add_error("same", "Have the words in that language checked: they leave out the same. Then tick")
        return cleaned

    def facts(self) -> CopyFacts:
        names = ("leaves_out", "language", "other_words", "translated_by")
        return CopyFacts(**{name: self.cleaned_data[name] for name in names})


class ReplyForm(IdempotentForm):
    """What a worker answers to one of the family."""

    way = RadiosField(label="How do you answer?", choices=FamilyReply.Way, missing="Choose how you answer")
    words = TextareaField(
        label="Your answer",
        hint="Warm and plain. By their link they read it as you write it, with your name unless a rule withholds it. A note of a talk is read by workers alone.",
        missing="Write your answer, or what you talked about",
        rows=6,
        max_length=5_000,
    )
    shown_at = HiddenField(required=False)
    read = CheckboxesField(
        label="Before they can read it",
        choices=[("yes", "I have read it as they will. It tells nobody where anyone is, and it hurts nobody")],
        required=False,
    )

    def __init__(self, *args, has_link: bool = True, is_withheld: bool = False, **kwargs):
        """Where a rule withholds something from them, an answer by their link is read as they will, as the plan is (SG-27)."""
        super().__init__(*args, **kwargs)
        if not (has_link and is_withheld):
            del self.fields["read"]
        if not has_link:
            self.fields["way"].choices = [(FamilyReply.Way.SPOKE.value, FamilyReply.Way.SPOKE.label)]

    def clean(self):
        cleaned = super().clean()
        if "read" in self.fields and cleaned.get("way") == FamilyReply.Way.LINK and not cleaned.get("read"):
            self.add_error("read", "Preview, then tick")
        return cleaned


class NumberOfWorkerForm(Form):
    telephone = TextField(
        label="Which number can the family call?",
        required=False,
        width=20,
        max_length=20,
        autocomplete="off",
        hint="Leave it empty to give none. Nobody reads it who must not know who helps.",
    )

    def clean_telephone(self) -> str:
        return _telephone(self.cleaned_data.get("telephone") or "")


def _telephone(typed: str) -> str:
    if typed and len([sign for sign in typed if sign.isdigit()]) < SHORTEST_NUMBER:
        raise ValidationError("Enter a telephone number, like 07700 900 982")
    return typed


class EndForm(Form):
    because = TextField(label="Why does it end?", missing="Write why it ends", max_length=240)


class NumberForm(Form):
    """The second factor: the number that was told to them."""

    public = True

    number = TextField(
        label="The number you were told",
        hint="Six figures.",
        width=10,
        max_length=12,
        missing="Enter the number",
        autocomplete="off",
        spellcheck=False,
    )


class PartForm(Form):
    """What someone of the family writes of the assessment themselves; `asked` as their part holds it."""

    public = True

    revision = HiddenField(required=False)

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[one["key"]] = TextareaField(
                label=one["label"], required=False, rows=5, max_length=5_000, autocomplete="off", spellcheck=False
            )


class CommentForm(IdempotentForm):
    """What someone of the family writes, in their own words, and whether anyone is in danger now."""

    public = True

    danger = RadiosField(
        label="Are you, or is a child, in danger now?",
        choices=[("no", "No"), ("yes", "Yes")],
        inline=True,
        missing="Choose yes or no",
    )
    about = RadiosField(
        label="What is it about?",
        choices=FamilyComment.About,
        initial=FamilyComment.About.PLAN,
        missing="Choose what it is about",
    )
    words = TextareaField(
        label="Write it as you would say it",
        required=False,
        rows=5,
        max_length=5_000,
        autocomplete="off",
        spellcheck=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].says_optional = False  # it is, for those in danger alone

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("danger") == "no" and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "Write something, or leave it for another day")
        return cleaned

    @property
    def says_danger(self) -> bool:
        """Whatever else is wrong with it: that someone is in danger now waits for no correction (SG-04)."""
        return self.data.get("danger") == "yes"


class DangerForm(IdempotentForm):
    """That they or a child are in danger now, in as many words as they want."""

    public = True

    words = TextareaField(
        label="What is happening?",
        required=False,
        rows=4,
        max_length=5_000,
        autocomplete="off",
        spellcheck=False,
    )
