"""What people write for days and times that CLDR has no word for, or Babel does not carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct


class Said(Struct, frozen=True):
    """Words of one language, beside those that come from CLDR."""

    days_ago: Sequence[Sequence[str]] = ()  # for today, for yesterday, for the day before
    am: Sequence[str] = ()
    pm: Sequence[str] = ()
    night: Sequence[str] = ()  # am after midnight, pm before
    clock: Sequence[str] = ()  # as English has "o'clock", before or after the hour
    beside: Sequence[str] = ()  # small words beside a day: on, the year, endings after a figure
    weekdays: Sequence[tuple[str, int]] = ()  # other forms of their names; Monday is 0
    elsewhere: Sequence[str] = ()  # tags of countries whose names of the months are others


SAID: Mapping[str, Said] = {
    "en": Said(days_ago=(("today",), ("yesterday",), ("the day before yesterday",))),
    "pl": Said(
        days_ago=(("dziś", "dzisiaj"), ("wczoraj",), ("przedwczoraj",)),
        am=("nad ranem",),
        pm=("popołudniu",),
        clock=("o godzinie", "o godz", "godzina", "godz", "o"),
        beside=("w", "we", "dnia", "r", "roku"),
        weekdays=(("środę", 2), ("sobotę", 5), ("niedzielę", 6)),
    ),
    "ro": Said(
        days_ago=(("azi", "astăzi"), ("ieri",), ("alaltăieri",)),
        am=("dimineață",),
        pm=("după masa", "după-masa", "după amiaza"),
        clock=("la ora", "ora", "la"),
        beside=("pe", "în", "din", "data", "de"),
    ),
    "tr": Said(
        days_ago=(("bugün",), ("dün",), ("evvelsi gün", "evvelki gün", "önceki gün")),
        clock=("saat",),
        beside=("günü",),
    ),
    "ar": Said(
        days_ago=(
            ("اليوم",),
            ("أمس", "البارحة", "امبارح", "مبارح"),
            ("أول أمس", "أول امبارح", "أول البارحة"),
        ),
        am=("الصبح",),
        pm=("العصر", "عصرا", "المغرب", "المسا"),
        night=("بالليل", "الليل"),
        clock=("في الساعة", "الساعة"),
        beside=("يوم", "في", "من", "شهر", "سنة", "عام"),
        weekdays=(("اثنين", 0), ("الإثنين", 0)),
        elsewhere=("ar-IQ", "ar-SY", "ar-MA", "ar-DZ"),
    ),
    "fa": Said(
        days_ago=(("امروز",), ("دیروز",), ("پریروز",)),
        pm=("بعد از ظهر",),
        am=("قبل از ظهر",),
        clock=("ساعت",),
        beside=("روز", "سال", "ماه"),
        elsewhere=("fa-AF",),
    ),
    "ur": Said(
        days_ago=(("آج",), ("کل", "گزشتہ کل"), ("پرسوں",)),
        pm=("دن",),
        clock=("بجے", "بجکر"),
        beside=("کو", "کے", "دن", "سال", "تاریخ"),
        weekdays=(("سنیچر", 5),),
    ),
    "bn": Said(
        days_ago=(("আজ", "আজকে"), ("গতকাল", "কাল"), ("পরশু", "গত পরশু")),
        pm=("বিকেল", "বিকেলে", "বিকালে", "দুপুরে", "সন্ধ্যায়"),
        am=("সকালে", "ভোরে"),
        night=("রাত", "রাতে"),
        clock=("টার সময়", "টায়", "টা"),
        beside=("শে", "ই", "লা", "রা", "ঠা", "তারিখ", "তারিখে", "সাল", "সালে", "সালের"),
    ),
    "so": Said(
        days_ago=(("maanta",), ("shalay",), ("dorraad",)),
        am=("subaxnimo", "subaxnimada", "subaxdii"),
        pm=("galabnimo", "galabtii", "duhurnimo", "duhurkii", "fiidnimo", "fiidkii"),
        night=("habeenimo", "habeennimo", "habeenkii"),
        clock=("saacadda", "saacad"),
        beside=("maalinta", "maalintii", "bisha", "sannadka"),
    ),
}
