"""A page of Wagtail as its own tutorial makes one: a title, a few paragraphs of rich text, a menu. What public pages are compared with."""

DATABASE = "bw_load_plain_page"
APPLICATION = f"{__name__}.project:application"
