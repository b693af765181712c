"""Files as people hand them in, and as those do who mean harm."""

import io
import zipfile
import zlib
from typing import Any

import pikepdf
import pydicom
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

CT = "1.2.840.10008.5.1.4.1.1.2"
ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"


def pdf(pages: int = 1) -> bytes:
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    return saved(document)


def saved(document: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def scripted() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = script
    return saved(document)


def hidden_script() -> bytes:
    """A script in a compressed object stream, which no search for bytes finds."""
    document = pikepdf.new()
    document.add_blank_page()
    script = document.make_indirect(Dictionary(S=Name.JavaScript, JS=pikepdf.String("x()")))
    document.pages[0].obj.AA = Dictionary(O=script)
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def launching() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.Launch, F=pikepdf.String("cmd.exe")),
    )
    document.pages[0].obj.Annots = Array([document.make_indirect(link)])
    return saved(document)


def linked(address: str = "https://example.org") -> bytes:
    """A link, plainly to a page of the web: no harm."""
    document = pikepdf.new()
    document.add_blank_page()
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=pikepdf.String(address)),
    )
    document.pages[0].obj.Annots = Array([link])
    return saved(document)


def with_file_within() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["a.exe"] = b"MZ"
    return saved(document)


def locked() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    return saved(document, encryption=pikepdf.Encryption(owner="o", user="u"))


def bomb(mebibytes: int = 600, *, times: int = 1) -> bytes:
    """A small PDF whose page unpacks to so much, packed so many times."""
    document = pikepdf.new()
    document.add_blank_page()
    packed = b"\0" * (mebibytes * 2**20)
    for _time in range(times):
        packed = zlib.compress(packed, 9)
    stream = Stream(document, packed, Filter=Array([Name.FlateDecode] * times))
    document.pages[0].obj.Contents = document.make_indirect(stream)
    return saved(
        document, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
    )


def with_archive_behind() -> bytes:
    out = io.BytesIO(pdf())
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("x.html", "<script>")
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form)
    return out.getvalue()


def pdf_of_picture(width: int, height: int) -> bytes:
    """A PDF with a picture which says that it is so many dots wide and high."""
    document = pikepdf.new()
    document.add_blank_page()
    shown = Stream(document, b"", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    resources = Dictionary(XObject=Dictionary(I=document.make_indirect(shown)))
    document.pages[0].obj.Resources = resources
    return saved(document)


def picture_bomb() -> bytes:
    """A small PNG which says that it is twenty thousand dots wide and high."""
    plain = picture()
    header = plain[12:16] + (20_000).to_bytes(4, "big") * 2 + plain[24:29]
    return plain[:12] + header + zlib.crc32(header).to_bytes(4, "big") + plain[33:]


def dicom(kind: str = CT, name: str = "AKHMETOV^ERLAN", preamble: bytes = b"\0" * 128) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(kind)
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found = pydicom.Dataset()
    found.file_meta = meta
    found.SOPClassUID, found.SOPInstanceUID = kind, meta.MediaStorageSOPInstanceUID
    found.PatientName, found.PatientID = name, "900101300017"
    found.preamble = preamble
    out = io.BytesIO()
    found.save_as(out, enforce_file_format=True)
    return out.getvalue()
