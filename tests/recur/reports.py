#!/usr/bin/python3
"""reports.py PROGRAM [NAME…]: calendar files of the kinds that are told of in public bug reports, and what is stored of them.

The inputs are made anew and small; each names the report that its kind is from (repository#number), or the
section that has it. A case reads its files one
after another; then what `list event` tells has to be as it stands here: «MM-DD HH:MM minutes topic, state, place», a day without
time without them. What is refused or doubted has to be said in these words. Our zone is Asia/Novokuznetsk, UTC+7.
Ends with «reports: N passed, M failed, K skipped»."""
import json, os, subprocess, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import suite

PROGRAM = os.path.realpath(sys.argv[1])
os.environ.update(LC_ALL="C.UTF-8", TZ="Asia/Novokuznetsk", STAZH_TODAY="2026-09-01")
for name in ("SSH_CONNECTION", "STAZH_SCRIPT", "STAZH_CONFIG"):
    os.environ.pop(name, None)

# ---- how inputs are written ----

START = "DTSTART;TZID=Asia/Novokuznetsk:20260907T100000"
DAILY = "RRULE:FREQ=DAILY;COUNT=4"


def calendar(*parts, method=None):
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *(["METHOD:" + method] if method else []), *parts, "END:VCALENDAR", ""])


def event(uid, *lines, title=True):
    return "\n".join(["BEGIN:VEVENT", "UID:" + uid, *(["SUMMARY:" + uid] if title else []), *lines, "END:VEVENT"])


def series(*lines):
    return calendar(event("a", START, DAILY, *lines))


def one(*lines):
    return calendar(event("a", *lines))


def each(*starts):
    return calendar(*(event(str(i), s) for i, s in enumerate(starts)))


def zone(name, *observances):
    lines = ["BEGIN:VTIMEZONE", "TZID:" + name]
    for kind, *properties in observances:
        lines += ["BEGIN:" + kind, *properties, "END:" + kind]
    return "\n".join([*lines, "END:VTIMEZONE"])


BERLIN = (("STANDARD", "DTSTART:16011028T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
          ("DAYLIGHT", "DTSTART:16010325T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"))


def fixed(*properties):
    return ("STANDARD", "DTSTART:16010101T000000", *properties)


OURS = "DTSTART;TZID=Наш пояс:20260907T100000"

# ---- name, report, files, options, what is said, what is stored ----

CASES = []


def case(name, report, *files, said=(), options=(), stored):
    CASES.append((name, report, files, options, (said,) if isinstance(said, str) else said,
                  [line.strip() for line in stored.strip().split("\n") if line.strip()]))


case("zone-customized-described", "runely/calendar-homey#680",
     calendar(zone('Customized Time Zone', *BERLIN), event('a', 'DTSTART;TZID="Customized Time Zone":20261024T090000', 'RRULE:FREQ=DAILY;COUNT=2', 'DTEND;TZID="Customized Time Zone":20261024T170000')),
     stored="""10-24 14:00 480 a
            10-25 15:00 480 a""")

case("zone-customized-unknown", "derekantrican/GAS-ICS-Sync#194",
     one('DTSTART;TZID="Customized Time Zone":20261024T090000'),
     said="часовой пояс «Customized Time Zone» неизвестен",
     stored="""""")

case("zone-told-by-option", "derekantrican/GAS-ICS-Sync#194",
     one('DTSTART;TZID="Customized Time Zone":20260924T090000'),
     options=('--zone', 'Москва'),
     stored="""09-24 13:00 a""")

case("zone-of-exchange-numbered", "jens-maus/node-ical#46",
     one('DTSTART;TZID=Central Standard Time 1:20260910T090000'),
     said="«Central Standard Time 1» неизвестен",
     stored="""""")

case("zone-unnamed-described", "jazzband/icalevents#54",
     calendar(zone('Unnamed Time Zone 1', fixed('TZOFFSETFROM:+0300', 'TZOFFSETTO:+0300')), event('a', 'DTSTART;TZID=Unnamed Time Zone 1:20260910T090000')),
     stored="""09-10 13:00 a""")

case("zone-twice-in-1601", "tritech/node-icalendar#10",
     calendar(zone('E. Australia Standard Time', fixed('TZOFFSETFROM:+1000', 'TZOFFSETTO:+1000'), ('DAYLIGHT', 'DTSTART:16010101T000000', 'TZOFFSETFROM:+1000', 'TZOFFSETTO:+1000')), event('a', 'DTSTART;TZID=E. Australia Standard Time:20260910T130000')),
     stored="""09-10 10:00 a""")

case("zone-daylight-alone", "ical4j/ical4j#230",
     calendar(zone('Europe/Berlin', ('DAYLIGHT', 'DTSTART:20260325T030000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200')), event('a', 'DTSTART;TZID=Europe/Berlin:20260910T090000', 'DTEND;TZID=Europe/Berlin:20260910T101500')),
     stored="""09-10 14:00 75 a""")

case("zone-without-from", "libical/libical#141",
     calendar(zone('Наш пояс', fixed('TZOFFSETTO:+0500')), event('a', OURS)),
     stored="""09-07 12:00 a""")

case("zone-colon-in-offset", "ical-org/ical.net#102",
     calendar(zone('Наш пояс', fixed('TZOFFSETFROM:+05:00', 'TZOFFSETTO:+05:00:00')), event('a', OURS)),
     stored="""09-07 12:00 a""")

case("zone-offset-without-sign", "spatie/icalendar-generator#37",
     calendar(zone('Наш пояс', fixed('TZOFFSETFROM:0500', 'TZOFFSETTO:0500')), event('a', OURS)),
     stored="""09-07 12:00 a""")

case("zone-empty", "ical-org/ical.net#141",
     calendar(zone('Наш пояс'), event('a', OURS)),
     said="часовой пояс «Наш пояс» неизвестен",
     stored="""""")

case("zone-behind-its-event", "RFC 5545, 3.6.5",
     calendar(event('a', OURS), zone('Наш пояс', fixed('TZOFFSETFROM:+0500', 'TZOFFSETTO:+0500'))),
     stored="""09-07 12:00 a""")

case("zone-in-quotes-folded", "skarim/vobject#174",
     calendar('BEGIN:VEVENT', 'UID:1', 'DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"', ' :20260904T110000', 'DTEND;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":2', ' 0260904T113000', 'SUMMARY:Встреча', 'END:VEVENT'),
     stored="""09-04 16:00 30 Встреча""")

case("zone-with-stroke", "thomersch/openstreetmap-calendar#185",
     one('DTSTAMP:20250506T180000', 'DTSTART;TZID=/Europe/Vienna:20260906T180000'),
     stored="""09-06 23:00 a""")

case("zone-beside-z", "longzhenren/buaa-gsmis-ical#1",
     one('DTSTART;TZID=Asia/Shanghai:20260910T100000Z', 'DTEND;TZID=Asia/Shanghai:20260910T113000Z'),
     stored="""09-10 17:00 90 a""")

case("zone-before-value", "home-assistant/core#179613",
     one('DTEND;TZID=W. Europe Standard Time;VALUE=DATE-TIME:20260917T140000', 'DTSTART;TZID=W. Europe Standard Time;VALUE=DATE-TIME:20260917T130000'),
     stored="""09-17 18:00 60 a""")

case("zone-offset-with-colon", "spatie/calendar-links#159",
     each('DTSTART;TZID=+01:00:20260910T090000', 'DTSTART;TZID=GMT+05:30:20260910T090000', 'DTSTART;TZID=+0100:20260910T090000'),
     stored="""09-10 10:30 1
            09-10 15:00 0
            09-10 15:00 2""")

case("zone-with-address", "mustang-im/mustang#1439",
     one('DTSTART;TZID=tzone://Microsoft/Custom:20260910T120000'),
     said="часовой пояс «tzone://Microsoft/Custom» неизвестен",
     stored="""""")

case("zone-with-value-in-quotes", "pimutils/khal#328",
     calendar(zone('local', fixed('TZOFFSETFROM:-0200', 'TZOFFSETTO:-0300')), event('a', 'DTSTART;TZID="local;VALUE=DATE-TIME":20260920T120000')),
     stored="""09-20 22:00 a""")

case("rdate-in-gmt-offset", "pimutils/khal#152",
     one('DTSTART;TZID=GMT+0100:20260907T113000', 'RDATE;TZID=GMT+0100:20260914T113000', 'RDATE;TZID=GMT+0100:20260928T110000', 'RRULE:FREQ=WEEKLY;UNTIL=20260921;INTERVAL=2;BYDAY=MO'),
     stored="""09-07 17:30 a
            09-14 17:30 a
            09-21 17:30 a
            09-28 17:00 a""")

case("times-of-iso", "mustang-im/mustang#1439",
     each(*('DTSTART;TZID=Asia/Novokuznetsk:' + t for t in ('2026-09-10T12:00:00', '20260910T1200', '20260910t120000', '20260910T120000.000', '2026-09-10T12:00:00+07:00', '20260910T050000.5Z', '2026-09-10T05:00Z', '20260910 120000'))),
     stored="""09-10 12:00 0
            09-10 12:00 1
            09-10 12:00 2
            09-10 12:00 3
            09-10 12:00 4
            09-10 12:00 5
            09-10 12:00 6
            09-10 12:00 7""")

case("time-with-stray-dash", "SimpleMobileTools/Simple-Calendar#1406",
     one('DTSTART:202609-05T080000Z', 'DTEND:202609-05T083000Z'),
     stored="""09-05 15:00 30 a""")

case("time-of-24-hours", "gweis/isodate#85",
     calendar(event('a', 'DTSTART;TZID=Asia/Novokuznetsk:20260907T220000', 'DTEND;TZID=Asia/Novokuznetsk:20260907T240000'), event('b', 'DTSTART:20260907T240000')),
     stored="""09-07 22:00 120 a
            09-08 00:00 b""")

case("blank-before-value", "py-vobject/vobject#50",
     one('DTSTART: 20260907T030000Z', 'DTEND: 20260907T040000Z', 'RRULE: FREQ=DAILY;COUNT=3', 'EXDATE: 20260908T030000Z'),
     stored="""09-07 10:00 60 a
            09-09 10:00 60 a""")

case("blanks-at-line-ends", "python-caldav/caldav#37",
     series().replace('\n', ' \n'),
     stored="""09-07 10:00 a
            09-08 10:00 a
            09-09 10:00 a
            09-10 10:00 a""")

case("blanks-around-signs", "sabre-io/dav#280",
     one('DTSTART ;  TZID = Asia/Novokuznetsk : 20260907T100000', 'DTEND; TZID="Asia/Novokuznetsk" :20260907T110000', 'RRULE: FREQ=DAILY; COUNT=2'),
     stored="""09-07 10:00 60 a
            09-08 10:00 60 a""")

case("day-with-midnight", "lfos/calcurse#517",
     one('DTSTART;VALUE=DATE:20260910T000000', 'DTEND;VALUE=DATE:20260911T000000', 'RRULE:FREQ=DAILY;COUNT=2'),
     stored="""09-10 a
            09-11 a""")

case("day-without-value", "derekantrican/GAS-ICS-Sync#55",
     one('DTSTART:20260910', 'DTEND:20260910'),
     stored="""09-10 a""")

case("day-called-a-time", "nwcell/ics.js#65",
     one('DTSTART;VALUE=DATE-TIME:20260910', 'DTEND;VALUE=DATE-TIME:20260910'),
     stored="""09-10 a""")

case("day-that-ends-itself", "nextcloud/calendar#692",
     one('DTSTART;VALUE=DATE:20260908', 'DTEND;VALUE=DATE:20260908'),
     stored="""09-08 a""")

case("value-empty", "nextcloud/server#6053",
     one('DTSTART;TZID=Europe/Berlin;VALUE=:20260908T100000', 'DTEND;TZID=Europe/Berlin;VALUE="":20260908T110000'),
     stored="""09-08 15:00 60 a""")

case("time-that-is-none", "home-assistant/core#85089",
     calendar(event('a', 'DTSTART:0NaNaNaNTaNaNaN'), event('b', START)),
     options=('--skip-bad',),
     said="«0NaNaNaNTaNaNaN»",
     stored="""09-07 10:00 b""")

case("time-of-strokes", "nextcloud/calendar#3035",
     calendar(event('a', 'DTSTART:--T::'), event('b', START)),
     options=('--skip-bad',),
     said="день или время не разобрать: «--T::»",
     stored="""09-07 10:00 b""")

case("duration-first", "SimpleMobileTools/Simple-Calendar#2222",
     calendar('BEGIN:VEVENT', 'BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:x', 'TRIGGER:-PT2H', 'DURATION:PT5M', 'REPEAT:2', 'END:VALARM', 'DURATION:PT4H', 'DTSTART:20260907T064500Z', 'SUMMARY:Тема', 'UID:1', 'END:VEVENT').replace('\n', '\n\n'),
     stored="""09-07 13:45 240 Тема""")

case("duration-below-nothing", "nextcloud/calendar#350",
     one(START, 'DURATION:-PT1H'),
     said="сколько длится, не разобрать: «-PT1H»; принято только начало",
     stored="""09-07 10:00 a""")

case("durations", "super-productivity/super-productivity#3834",
     calendar(event('a', START, 'DURATION:P0DT1H30M0S'), event('b', START, 'DURATION:PT0S'), event('c', START, 'DURATION:+PT45M'), event('d', 'DTSTART;VALUE=DATE:20260907', 'DURATION:P1D')),
     stored="""09-07 10:00 45 c
            09-07 10:00 90 a
            09-07 10:00 b
            09-07 d""")

case("exdate-midnight-of-days", "tutao/tutanota#5318",
     one('RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260902T000000', 'DTSTART;VALUE=DATE:20260901', 'DTEND;VALUE=DATE:20260902'),
     stored="""09-01 a
            09-03 a""")

case("exdate-of-all-forms", "ical-org/ical.net#614",
     one(START, 'RRULE:FREQ=DAILY;COUNT=8', 'EXDATE;VALUE=DATE:20260908,20260909', 'EXDATE;TZID=Europe/Moscow:20260910T060000', 'EXDATE;VALUE=DATE-TIME:20260911', 'EXDATE;TZID=Asia/Novokuznetsk:20260912T100000 , 20260913T100000'),
     stored="""09-07 10:00 a
            09-14 10:00 a""")

case("exdate-utc-over-summer-time", "u01jmg3/ics-parser#240",
     one('DTSTART;TZID=Europe/Berlin:20261024T100000', DAILY, 'EXDATE:20261024T080000Z,20261026T090000Z'),
     stored="""10-25 16:00 a
            10-27 16:00 a""")

case("exdate-of-all", "owncloud/calendar#888",
     one(START, 'RRULE:FREQ=DAILY;COUNT=2'),
     one(START, 'RRULE:FREQ=DAILY;COUNT=2', 'EXDATE:20260907T030000Z,20260908T030000Z'),
     said="все дни повтора исключены: занятий нет",
     stored="""09-07 10:00 a, отменено
            09-08 10:00 a, отменено""")

case("rdate-of-all-forms", "owncloud-archive/calendar#813",
     one(START, 'RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE;TZID=Europe/Moscow:20260909T060000', 'RDATE:20260910T030000Z, 20260911T030000Z,', 'RDATE;VALUE=DATE:20260912', 'RDATE;TZID=Asia/Novokuznetsk:20260914T100000', 'EXDATE:20260911T030000Z'),
     stored="""09-07 10:00 a
            09-09 10:00 a
            09-10 10:00 a
            09-12 10:00 a
            09-14 10:00 a""")

case("rdate-of-periods", "DouglasdeMoura/chroncal#297",
     one('DTSTART:20260910T093000Z', 'DTEND:20260910T103000Z', 'RDATE;VALUE=PERIOD:20260910T093000Z/20260910T101500Z,20260917T093000Z/20260917T113000Z', 'RDATE;VALUE=PERIOD:20260924T093000Z/PT30M,20261001T093000Z/'),
     stored="""09-10 16:30 45 a
            09-17 16:30 120 a
            09-24 16:30 30 a
            10-01 16:30 60 a""")

case("rdate-alone-in-lists", "pimutils/khal#68",
     one(START, 'RDATE;TZID=Asia/Novokuznetsk:20260908T100000', 'RDATE;TZID=Asia/Novokuznetsk:20260907T100000'),
     stored="""09-07 10:00 a
            09-08 10:00 a""")

case("recurrence-id-in-other-zone", "bitfireAT/synctools#80",
     calendar(event('a', 'DTSTART;TZID=Pacific/Auckland:20260908T110000', 'DTEND;TZID=Pacific/Auckland:20260908T120000', 'RRULE:FREQ=DAILY;COUNT=5;INTERVAL=2', 'EXDATE;TZID=Pacific/Auckland:20260912T110000'), event('a', 'RECURRENCE-ID;TZID=Europe/Paris:20260914T010000', 'DTSTART;TZID=Europe/Paris:20260914T030000', 'DTEND;TZID=Europe/Paris:20260914T040000')),
     stored="""09-08 06:00 60 a
            09-10 06:00 60 a
            09-14 08:00 60 a
            09-16 06:00 60 a""")

case("recurrence-id-without-zone", "ical4j/ical4j#85",
     calendar(event('a', 'DTSTART;TZID=US/Eastern:20260907T200000', 'RRULE:FREQ=DAILY;COUNT=3'), event('a', 'DTSTART;TZID=US/Eastern:20260908T210000', 'RECURRENCE-ID:20260908T200000')),
     stored="""09-08 07:00 a
            09-09 08:00 a
            09-10 07:00 a""")

case("recurrence-id-of-a-day-series", "niccokunzmann/python-recurring-ical-events#36",
     calendar(event('a', 'DTSTART;VALUE=DATE:20260907', DAILY), event('a', 'DTSTART;TZID=Asia/Novokuznetsk:20260908T120000', 'RECURRENCE-ID:20260908T000000')),
     stored="""09-07 a
            09-08 12:00 a
            09-09 a
            09-10 a""")

case("recurrence-id-that-is-excluded", "RFC 5545, 3.8.5.1",
     calendar(event('a', START, 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;TZID=Asia/Novokuznetsk:20260908T100000'), event('a', 'RECURRENCE-ID;TZID=Asia/Novokuznetsk:20260908T100000', 'DTSTART;TZID=Asia/Novokuznetsk:20260908T140000')),
     stored="""09-07 10:00 a
            09-08 14:00 a
            09-09 10:00 a""")

case("onwards-twice", "niccokunzmann/python-recurring-ical-events#75",
     calendar(event('a', START, 'RRULE:FREQ=DAILY;COUNT=6'), event('a', 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Novokuznetsk:20260909T100000', 'DTSTART;TZID=Asia/Novokuznetsk:20260909T110000'), event('a', 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Novokuznetsk:20260911T100000', 'DTSTART;TZID=Asia/Novokuznetsk:20260911T150000')),
     stored="""09-07 10:00 a
            09-08 10:00 a
            09-09 11:00 a
            09-10 11:00 a
            09-11 15:00 a
            09-12 15:00 a""")

case("backwards", "pimutils/khal#147",
     calendar(event('a', START, DAILY), event('a', 'RECURRENCE-ID;RANGE=THISANDPRIOR;TZID=Asia/Novokuznetsk:20260909T100000', 'DTSTART;TZID=Asia/Novokuznetsk:20260909T110000')),
     said="изменено «это и предыдущие занятия»; принято только это",
     stored="""09-07 10:00 a
            09-08 10:00 a
            09-09 11:00 a
            09-10 10:00 a""")

case("rule-part-twice", "libical/libical#945",
     one(START, 'RRULE:FREQ=WEEKLY;BYDAY=MO;BYDAY=WE;COUNT=3'),
     said="одна и та же часть в нём дважды",
     stored="""""")

case("rule-value-twice", "libical/libical#945",
     one('DTSTART:20260906T030000Z', 'RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=SU,TH,TH'),
     stored="""09-06 10:00 a
            09-10 10:00 a
            09-13 10:00 a""")

case("rule-with-count-and-until", "RFC 5545, 3.3.10",
     one(START, 'RRULE:FREQ=DAILY;COUNT=5;UNTIL=20260909T235959Z'),
     stored="""09-07 10:00 a
            09-08 10:00 a
            09-09 10:00 a""")

case("rule-of-last-weekday", "RFC 5545, 3.3.10",
     one('DTSTART;TZID=Asia/Novokuznetsk:20260930T100000', 'RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3'),
     stored="""09-30 10:00 a
            10-30 10:00 a
            11-30 10:00 a""")

case("rule-beside-its-start", "SimpleMobileTools/Simple-Calendar#2225",
     one('DTSTART;TZID=Asia/Novokuznetsk:20261008T180000', 'RRULE:FREQ=MONTHLY;BYDAY=1WE;COUNT=3'),
     stored="""10-08 18:00 a
            11-04 18:00 a
            12-02 18:00 a""")

case("rule-of-weeks-from-sunday", "u01jmg3/ics-parser#240",
     one('DTSTART;TZID=Asia/Novokuznetsk:20260906T100000', 'RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU;COUNT=4'),
     stored="""09-06 10:00 a
            09-08 10:00 a
            09-20 10:00 a
            09-22 10:00 a""")

case("rule-until-of-iso", "mustang-im/mustang#1439",
     calendar(*(event(str(i), START, 'RRULE:FREQ=DAILY;UNTIL=' + t) for i, t in enumerate(('2026-09-08', '20260908T235959+0700', '2026-09-08T23:59:59Z', '20260908T2359')))),
     stored="""09-07 10:00 0
            09-07 10:00 1
            09-07 10:00 2
            09-07 10:00 3
            09-08 10:00 0
            09-08 10:00 1
            09-08 10:00 2
            09-08 10:00 3""")

case("rule-in-utc", "Jorricks/iCal-library#8",
     one('DTSTART:20260907T200000Z', 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3'),
     stored="""09-08 03:00 a
            09-10 03:00 a
            09-15 03:00 a""")

case("cancel-without-start", "w3c/calendar#51",
     calendar(event('a', START, 'RRULE:FREQ=DAILY;COUNT=3'), event('b', START)),
     calendar(event('a', 'SEQUENCE:1', title=False), event('b', 'SEQUENCE:1', title=False), method='CANCEL'),
     stored="""09-07 10:00 a, отменено
            09-07 10:00 b, отменено
            09-08 10:00 a, отменено
            09-09 10:00 a, отменено""")

case("cancel-one-without-start", "mustang-im/mustang#756",
     series(),
     calendar(event('a', 'RECURRENCE-ID:20260908T030000Z', 'SEQUENCE:1', title=False), method='CANCEL'),
     stored="""09-07 10:00 a
            09-08 10:00 a, отменено
            09-09 10:00 a
            09-10 10:00 a""")

case("cancel-onwards-without-start", "ical-org/ical.net#455",
     series(),
     calendar(event('a', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20260909T030000Z', 'SEQUENCE:1', title=False), method='CANCEL'),
     stored="""09-07 10:00 a
            09-08 10:00 a
            09-09 10:00 a, отменено
            09-10 10:00 a, отменено""")

case("cancel-one-by-status", "nextcloud/calendar#7057",
     series(),
     calendar(event('a', START, DAILY, 'SEQUENCE:1'), event('a', 'RECURRENCE-ID;TZID=Asia/Novokuznetsk:20260908T100000', 'DTSTART;TZID=Asia/Novokuznetsk:20260908T100000', 'STATUS:CANCELLED', 'SEQUENCE:1'), method='REQUEST'),
     stored="""09-07 10:00 a
            09-08 10:00 a, отменено
            09-09 10:00 a
            09-10 10:00 a""")

case("cancel-within-the-event", "ical4j/ical4j#423",
     one('DTSTART:20260907T064500Z', 'DTEND:20260907T070000Z', 'METHOD:REQUEST'),
     one('DTSTART:20260907T064500Z', 'DTEND:20260907T070000Z', 'METHOD:CANCEL'),
     stored="""09-07 13:45 15 a, отменено""")

case("cancel-with-one-l", "Ericsson/exchangecalendar#474",
     one(START),
     one(START, 'STATUS:Canceled'),
     stored="""09-07 10:00 a, отменено""")

case("cancelled-and-back", "w3c/calendar#92",
     one(START),
     one(START, 'STATUS:CANCELLED', 'SEQUENCE:2'),
     one(START, 'SEQUENCE:1'),
     one('DTSTART;TZID=Asia/Novokuznetsk:20260907T120000', 'STATUS:CONFIRMED', 'SEQUENCE:3'),
     stored="""09-07 12:00 a, перенесено""")

case("cancelled-and-older", "w3c/calendar#92",
     one(START),
     one(START, 'STATUS:CANCELLED', 'SEQUENCE:2'),
     one(START, 'SEQUENCE:1'),
     one(START, 'SEQUENCE:2'),
     stored="""09-07 10:00 a, отменено""")

case("day-excluded-and-back", "phw198/OutlookGoogleCalendarSync#418",
     series(),
     series('EXDATE:20260908T030000Z', 'SEQUENCE:1'),
     series(),
     series('SEQUENCE:2'),
     stored="""09-07 10:00 a
            09-08 10:00 a
            09-09 10:00 a
            09-10 10:00 a""")

case("reply-without-start", "RFC 5546, 3.2.3",
     one(START),
     calendar(event('a', 'ATTENDEE;PARTSTAT=ACCEPTED;CN=Жукова А.И.:mailto:z@x.ru', 'DTSTAMP:20260901T000000Z', 'REQUEST-STATUS:2.0;Success', title=False), method='REPLY'),
     stored="""09-07 10:00 a, придут: Жукова А.И.""")

case("reply-to-one", "RFC 5546, 3.2.3",
     series(),
     calendar(event('a', 'RECURRENCE-ID:20260908T030000Z', 'ATTENDEE;PARTSTAT=DECLINED;CN="Жукова А.И.":mailto:z@x.ru', 'DTSTAMP:20260901T000000Z', title=False), method='REPLY'),
     stored="""09-07 10:00 a
            09-08 10:00 a, не придут: Жукова А.И.
            09-09 10:00 a
            09-10 10:00 a""")

case("end-missing", "sabre-io/vobject#633",
     calendar('BEGIN:VEVENT', 'UID:a', 'SUMMARY:a', START, 'BEGIN:VEVENT', 'UID:b', 'SUMMARY:b', START, 'END:VEVENT', 'BEGIN:VEVENT', 'UID:c', 'SUMMARY:c', START),
     said="строка 3: у занятия нет конца, строки END:VEVENT; принято то, что есть",
     stored="""09-07 10:00 a
            09-07 10:00 b
            09-07 10:00 c""")

case("end-missing-with-the-rest", "ietf-tools/datatracker#5392",
     calendar('BEGIN:VEVENT', 'UID:a', 'SUMMARY:Перерыв', event('b', START)),
     options=('--skip-bad',),
     said="строка 3: не сказано, когда занятие начинается",
     stored="""09-07 10:00 b""")

case("end-twice", "RFC 5545, 3.4",
     calendar(event('a', START), 'END:VEVENT', event('b', START)),
     stored="""09-07 10:00 a
            09-07 10:00 b""")

case("file-cut-off", "sabre-io/vobject#633",
     one(START).replace('END:VCALENDAR\n', ''),
     said="файл обрывается",
     stored="""""")

case("files-put-together", "RFC 5545, 3.4",
     one(START).rstrip() + calendar(event('b', START)),
     stored="""09-07 10:00 a
            09-07 10:00 b""")

case("letter-around", "RFC 6047, 2.4",
     'Content-Type: text/calendar; charset="utf-8"; method=REQUEST\nContent-Transfer-Encoding: 8bit\n\n' + one(START) + '--x--\n',
     stored="""09-07 10:00 a""")

case("letter-coded", "RFC 6047, 2.4",
     'Content-Type: text/calendar\nContent-Transfer-Encoding: quoted-printable\n\n' + one(START),
     said="это письмо, а не календарь: сохраните из него вложение .ics",
     stored="""""")

case("end-of-an-old-block", "RFC 5545, 3.1",
     '\ufeff\n\n' + one(START) + '\x1a\0\0',
     stored="""09-07 10:00 a""")

case("name-with-underscore", "nextcloud/calendar#1388",
     one(START, 'X-MY_OWN_PROPERTY:1', 'X_OTHER;A_B=1:2'),
     stored="""09-07 10:00 a""")

case("quote-within-quotes", "kewisch/ical.js#1015",
     calendar(event('a', START, 'ATTENDEE;X-RESPONSE-COMMENT="экран 15" не берём";CN=x:mailto:a@b.ru'), event('b', START)),
     stored="""09-07 10:00 a
            09-07 10:00 b""")

case("fold-within-a-letter", "arran4/golang-ical#7",
     one(START).encode().replace('SUMMARY:a'.encode(), 'SUMMARY:Чте'.encode() + b'\xd0\r\n \xbd' + 'ие 💪'.encode()),
     stored="""09-07 10:00 Чтение 💪""")

case("attachment-of-megabytes", "RFC 5545, 3.8.1.1",
     one(START, 'ATTACH;ENCODING=BASE64;VALUE=BINARY:' + 'QUJD' * 500000),
     stored="""09-07 10:00 a""")

case("parts-without-end", "RFC 5545, 3.6",
     'BEGIN:VCALENDAR\n' + 'BEGIN:VALARM\n' * 100000 + event('a', START),
     said="слишком много вложенных частей",
     stored="""""")

case("quoted-printable-of-cp1251", "vCalendar 1.0",
     calendar('BEGIN:VEVENT', 'UID:b', 'SUMMARY;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=D2=E5=', '=EC=E0', 'DTSTART:20260907T040000Z', 'END:VEVENT'),
     stored="""09-07 11:00 Тема""")

case("no-uid-twice", "nextcloud/calendar#8332",
     calendar('BEGIN:VEVENT', 'SUMMARY:Без имени', START, 'END:VEVENT'),
     calendar('BEGIN:VEVENT', 'SUMMARY:Без имени', START, 'END:VEVENT'),
     said="без изменений 1",
     stored="""09-07 10:00 Без имени""")


# ---- trying them ----

def run(folder, *args):
    done = subprocess.run([PROGRAM, "--config", folder + "/stazh.ini", *args], capture_output=True, stdin=subprocess.DEVNULL, cwd=folder)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def told(e):
    states = {"запланировано": "", "отменено": ", отменено", "перенесено": ", перенесено"}
    return e["date"][5:] + (" " + e["time"] if e["time"] else "") + (" %d" % e["minutes"] if e["minutes"] else "") + \
        " " + e["topic"][:60] + states[e["state"]] + (", " + e["place"] if e["place"] else "") + \
        (", " + e["replies"].replace("\n", ", ") if e["replies"] else "")


def attempt(folder, files, options, said):
    """What is stored; None: something is not said."""
    os.mkdir(folder)
    with open(folder + "/stazh.ini", "w") as f:
        f.write("[store]\npath = db\n".replace("db", folder + "/db"))
    run(folder, "init")
    heard = ""
    for i, text in enumerate(files):
        path = "%s/%d.ics" % (folder, i)
        with open(path, "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        code, out, err = run(folder, "import", "event", path, "form=лекция", *options)
        heard += err
        if code not in (0, 6):
            return None, "code %d: %s" % (code, err)
    code, out, err = run(folder, "list", "event", "--format", "json")
    events = json.loads(out) if code == 0 else []
    missing = [s for s in said if s not in heard]
    return sorted(told(e) for e in events), ("not said: %s; but: %s" % (missing, heard)) if missing else ""


def main():
    for n, (name, report, files, options, said, stored) in enumerate(CASES):
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        got, why = attempt("%s/%d" % (suite.folder, n), files, options, said)
        if not why and got != sorted(stored):
            why = "stored %s" % got
        suite.verdict("%s (%s)" % (name, report), not why, why)
    suite.finish("reports")


main()
