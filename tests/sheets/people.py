#!/usr/bin/python3
"""people.py N: orgs.csv and people.csv with N people, some of whose texts try to break out of the file."""
import csv, datetime, sys

odd = ["победитель конкурса «Учитель года», 2019", "<b>&amp;]]></t>", "=cmd|' /C calc'!A0", "_x0041_ и _x000D_", "😀 Ёж", '"a";b,c',
       "одна строка\nдругая", "+7", "15.06.2022", ""]
with open("orgs.csv", "w", newline="") as f:
    out = csv.writer(f, delimiter=";")
    out.writerow(["short_name", "full_name"])
    for i in range(50):
        out.writerow(["МБОУ «Школа № %d»" % i, "Школа № %d" % i])
with open("people.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow("surname name patronymic org position_kind position subject category achievements phone consent_on".split())
    day = datetime.date(2010, 1, 1)
    for i in range(int(sys.argv[1])):
        out.writerow(["Иванов%d" % i, "Пётр", "Сергеевич", 1 + i % 50, "учитель", "учитель математики", "математика",
                      ["высшая", "первая", "нет"][i % 3], odd[i % len(odd)], "8 900 %07d" % i, day + datetime.timedelta(i % 4000)])
