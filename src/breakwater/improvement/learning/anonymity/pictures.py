"""What a picture carries beside the picture: EXIF, XMP, IPTC, comments, a second picture. Its own words nobody reads but people."""

import io
import re

from PIL import ExifTags, Image, UnidentifiedImageError

from .hits import Kind, Readable
from .refusal import NotReadable

# Of the format alone: size of a dot, colours, frames.
HARMLESS = frozenset(
    [
        "dpi",
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
        "interlace",
        "gamma",
        "srgb",
        "chromaticity",
        "transparency",
        "background",
        "duration",
        "loop",
        "extension",
        "version",
        "icc_profile",
        "aspect",
        "adobe",
        "adobe_transform",
        "timestamp",
        "optimize",
        "mp",
    ]
)
# Stand in for nobody: how the picture is turned and how its dots are laid.
HARMLESS_TAGS = frozenset({"Orientation", "XResolution", "YResolution", "ResolutionUnit", "YCbCrPositioning", "ExifOffset", "GPSInfo", "ExifVersion", "ComponentsConfiguration", "FlashPixVersion", "ColorSpace", "ExifImageWidth", "ExifImageHeight", "ImageWidth", "ImageLength"})  # fmt: skip
END_OF_JPEG = b"\xff\xd9"


def read_picture(content: bytes, read: Readable, where: str) -> None:
    """Mark each property of a picture. `where` says which picture of a file it is. Raises NotReadable."""
    place = where or "the picture"
    try:
        with Image.open(io.BytesIO(content)) as picture:
            info, exif = dict(picture.info), picture.getexif()
            parts = [
                (ExifTags.TAGS, exif),
                (ExifTags.TAGS, exif.get_ifd(ExifTags.IFD.Exif)),
                (ExifTags.GPSTAGS, exif.get_ifd(ExifTags.IFD.GPSInfo)),
            ]
            if hasattr(picture, "getxmp") and (xmp := info.pop("xmp", None) or info.pop("XML:com.adobe.xmp", None)):
                _mark(read, place, "XMP", xmp)
            is_jpeg = picture.format == "JPEG"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        raise NotReadable(place) from None
    for names, ifd in parts:
        for tag, value in ifd.items():
            if (name := str(names.get(tag, tag))) not in HARMLESS_TAGS:
                _mark(read, place, f"EXIF {name}", value)
    for name, value in info.items():
        if str(name).lower() not in HARMLESS and name != "exif":
            _mark(read, place, "IPTC" if name == "photoshop" else str(name), value)
    if is_jpeg and (after := content[content.rfind(END_OF_JPEG) + 2 :].strip(b"\0")):
        _mark(read, place, "something after the end of the picture", after)


def _mark(read: Readable, place: str, name: str, value: object) -> None:
    words = value
    if isinstance(value, bytes):
        words = re.sub(r"[^\x20-\x7e]+", " ", value.decode("latin-1"))
    elif isinstance(value, dict):
        words = " ".join(map(str, value.values()))
    read.mark(Kind.METADATA, place, f"{name}: {words}", "property of a picture")
    read.say(place, words, is_prose=False)
