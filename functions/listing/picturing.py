"""Making pictures: uploading them straight to the store, attaching them, handing in (R3.1.2)."""

from datetime import datetime

from listing import schemas, store, tables, views
from listing.domain import Product
from listing.pictures import files
from shop.clock import iso
from shop.contract.listing import PictureAttached, PictureRemoved, ProductSubmitted
from shop.roles import Caller


def ask_upload(product_id: str, body: schemas.AskUpload, by: Caller, at: datetime) -> views.Upload:
    """Where and how to upload one picture. Writes nothing. Raises NotFound, TransitionNotAllowed."""
    tables.ATTACH.leave(store.load(product_id).state)
    key = files.upload_key(product_id, body.content_type, body.checksum_sha256)
    url, headers = files.sign_upload(key, body.content_type, body.content_length, body.checksum_sha256, by.actor)
    return views.Upload(key=key, url=url, headers=headers, expires_at=iso(at + files.SIGNED_FOR))


def attach(product_id: str, body: schemas.AttachPicture, by: Caller, at: datetime) -> Product:
    """Attach an uploaded picture after looking at what was uploaded; who uploaded it has contributed too.

    Raises NotFound, VersionConflict, TransitionNotAllowed, Invalid (another product's key, no picture), PictureMissing,
    PictureDiffers, PictureAttached, TooManyPictures, Busy.
    """
    product = store.load(product_id).at_version(body.version)
    tables.ATTACH.leave(product.state)
    upload = files.look_at(product_id, body.key)
    product = product.with_picture(upload.picture, by, at, uploaded_by=upload.asked_by)
    files.keep(upload)
    return store.saved(product, PictureAttached(**upload.picture._asdict()), by, at)


def remove(product_id: str, body: schemas.RemovePicture, by: Caller, at: datetime) -> Product:
    """Take a picture out of the revision; it stays where it lies, since earlier ones show it (R3.1.4).

    Raises NotFound, VersionConflict, TransitionNotAllowed, PictureUnknown.
    """
    product = store.load(product_id).at_version(body.version).without_picture(body.key, by, at)
    return store.saved(product, PictureRemoved(key=body.key), by, at)


def submit(product_id: str, body: schemas.Step, by: Caller, at: datetime) -> Product:
    """Hand a product to the final review. Raises NotFound, VersionConflict, TransitionNotAllowed, NoPicture."""
    product = store.load(product_id).at_version(body.version).delivered(by, at)
    return store.saved(product, ProductSubmitted(pictures=len(product.pictures)), by, at)
