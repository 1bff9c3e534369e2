"""What the room refuses in words of its own. Pure."""

from shop.errors import Conflict, Forbidden


class OwnEntry(Forbidden):
    code, title = "own_entry", "Who contributes does not review"


class SpecialistsReview(Forbidden):
    code, title = "specialists_review", "The final review is a specialist's"


class NoPicture(Conflict):
    code, title = "no_picture", "A product without a picture cannot be reviewed"


class TooManyPictures(Conflict):
    code, title = "too_many_pictures", "A product has no more pictures than that"


class PictureAttached(Conflict):
    code, title = "picture_attached", "The product has this picture"


class PictureUnknown(Conflict):
    code, title = "picture_unknown", "The product has no such picture"


class NotOnPage(Conflict):
    code, title = "not_on_page", "Customers do not see this product"


class NothingReviewed(Conflict):
    code, title = "nothing_reviewed", "There is no reviewed revision to compare with"
