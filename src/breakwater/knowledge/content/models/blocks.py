"""The few blocks a page is made of. Each is drawn as a GOV.UK component by `content/blocks.html`; none takes markup."""

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

from breakwater.partnership.organisations.levels import COORDINATORS
from breakwater.partnership.organisations.registry import DESTINATIONS

WORDS = ["bold", "link", "ol", "ul"]  # what a writer may do within a paragraph


class Contact(models.TextChoices):
    """What a page may show of the area's own record of numbers and posts: never typed into a page (SG-31)."""

    FRONT_DOOR = "front_door", "The MASH: numbers and hours"
    OFFICE = "partnership", "The partnership's own office"
    TIER2 = "early_help", COORDINATORS
    LINK = "education_link", "Education link co-ordinators, by patch"
    LADO = "lado", "LADO: the designated officers"
    PREVENT = "prevent", "Prevent: the police form, advice lines and posts"


def doors() -> list[tuple[str, str]]:
    """Functions of the product that a page may lead to, by name: rooms register them (SG-31: a link outlives an address)."""
    return [(key, DESTINATIONS[key].label) for key in DESTINATIONS]


class Body(StreamField):
    """A page's body. What blocks there are is not the database's business, so migrations do not know them."""

    def deconstruct(self):
        name, path, _, keywords = super().deconstruct()
        keywords.pop("block_lookup", None)
        return name, path, [[]], keywords


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Picture")
    alternative = blocks.CharBlock(
        max_length=200, label="What it shows, for someone who does not see it", help_text="Needed: never left empty."
    )
    caption = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "image"


class FactBlock(blocks.StructBlock):
    term = blocks.CharBlock(max_length=120)
    words = blocks.RichTextBlock(features=WORDS)


class PartBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=160)
    words = blocks.RichTextBlock(features=WORDS)


class LinkBlock(blocks.StructBlock):
    words = blocks.CharBlock(max_length=160)
    address = blocks.URLBlock(max_length=400)
    note = blocks.CharBlock(max_length=300, required=False)


class DoorBlock(blocks.StructBlock):
    to = blocks.ChoiceBlock(choices=doors)
    words = blocks.CharBlock(max_length=120, required=False)


class DatedBlock(blocks.StructBlock):
    when = blocks.CharBlock(max_length=60, help_text="For example: 30 November 2022, or: from 1 July 2015.")
    words = blocks.CharBlock(max_length=400)


class PartnerBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=120, label="Partner", help_text="Needed: read out in place of the logo.")
    logo = ImageChooserBlock(label="Logo", help_text="PNG or WebP with clear ground, at most 5 MB.")
    address = blocks.URLBlock(max_length=400, label="Address of the partner's website")


BODY = [
    ("heading", blocks.CharBlock(max_length=160, icon="title")),
    ("words", blocks.RichTextBlock(features=WORDS, icon="pilcrow")),
    ("facts", blocks.ListBlock(FactBlock(), label="Terms and what they mean", icon="list-ul")),
    ("steps", blocks.ListBlock(PartBlock(), label="Numbered steps", icon="list-ol")),
    ("parts", blocks.ListBlock(PartBlock(), label="Parts that open", icon="collapse-down")),
    ("roles", blocks.ListBlock(PartBlock(), label="What is whose: one for each reader", icon="group")),
    ("warning", blocks.TextBlock(rows=2, icon="warning")),
    ("inset", blocks.TextBlock(rows=2, label="Note", icon="openquote")),
    ("dates", blocks.ListBlock(DatedBlock(), label="Dates", icon="date")),
    ("links", blocks.ListBlock(LinkBlock(), label="Elsewhere", icon="link-external")),
    ("door", DoorBlock(label="Way into the product", icon="arrow-right")),
    ("contacts", blocks.ChoiceBlock(choices=Contact.choices, label="Numbers and posts", icon="mail")),
    ("documents", blocks.StaticBlock(label="The partnership's documents in force: thresholds, arrangements, reports")),
    ("picture", PictureBlock(label="Picture")),
    ("partners", blocks.ListBlock(PartnerBlock(), label="Partners: logos that lead to their websites", icon="image")),
]
