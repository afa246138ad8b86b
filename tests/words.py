#!/usr/bin/env python3
"""The Russian words in the sources, read as a corrector reads them: quotes, dashes, ё, blanks, stops, and the forms after numbers.

tests/words.py [BUILD/stazh]     UPDATE=1 writes the table of forms anew: read what has changed
"""
import glob
import os
import re
import sys

TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
MACRO = re.compile(r"\s*(?:PRI[a-zA-Z0-9]+)?\s*")
RUSSIAN = re.compile("[А-Яа-яЁё]")
NUMBER = r"%[-+0 ]*\d*(?:ld|lld|zu|llu|lu|d|u)"

# Texts that are no sentences: letters that a script presses, tables of endings, words that are recognised.
NOT_IN = ("src/tui/terminal/script.c", "src/base/decline.c", "src/calendar/recur_tokens.c", "src/calendar/term_words.c")

# What is wrong in any text, and why.
WRONG = (
    (r'(?<!например )"[^"]*[А-Яа-яЁё][^"]*"', "straight quotes: «»"),
    (r"[А-Яа-яЁё0-9»)] -{1,2} [А-Яа-яЁё0-9«(]", "a hyphen for a dash: —"),
    (r"[А-Яа-яЁё]\.\.\.", "three stops: …"),
    (r"[а-яё,;:»)]{3} {2,}[А-Яа-яЁё«(](?!.*%zu — строка)", "two blanks"),
    (r"(?<!через)(?<=[А-Яа-яЁё»]) [,.;:](?: [а-яё]|$)", "a blank before a mark"),
    (r"[а-яё],[А-Яа-яЁё«]", "no blank after a comma"),
    (r"\.\.$|[,;:]\.", "two marks"),
    (r"(?i)\b(?:ее|еще|отчет\w*|стаж[её]р(?<!ё)(?<!жёр)\b|стажер\w*|прием\w{0,3}|учет(?:а|у|ом|е|ный|ная)?|счет(?:а|у|ом|е|чик)?|"
     r"расчет\w*|зачет\w*|трех|четырех|ребенок|объем\w{0,3}|подъем\w{0,2}|вперед|идет|придет|пойдет|найдет\w*|ведет\w*|"
     r"берет\w*|дает\w*|сдает\w*|несет|ждет\w*|начнет\w*|вернет\w*|пришлет|возьмет\w*|займет|прочтет|сотрет\w*|живет|"
     r"нашел\w*|прошел|пришел|ушел|черный|желтый|зеленый|темный|причем|заведен|введен|утвержден|подтвержден|возвращен|"
     r"завершен|отменен|удален|изменен|сохранен|зачислен[ао]?(?<!о)(?<!а)(?<!н)|поврежден|приведен|проведен|внесен|"
     r"перенесен|отклонен|включен|исключен|продлен|учтен|прекращен|объединен|определен|заменен|решен)\b", "ё"),
    # not: a number of something, years, and limits that are always many («больше 5000 занятий»)
    (r"(?<!№ )(?<!номер )(?<!номером )(?<!больше )(?<!поместится )(?<!байт )(?<!около )(?<![сС]троки )(?<!строка )(?<!строке )(?<!%s )(?<!%s: )(?<!%d[-–])(?<!В )(?<!в )"
     + NUMBER + r" (?!(?:из|в|и|на|к|с|по|до|от|за|у|байт|старше)\b)[а-яё]{2,}",
     "a word after a number takes its form from it: text_plural"),
)

# Texts of the tables end as what they are: a help is a sentence, a title and a label are none.
ENDS = (
    (re.compile(r"\.(?:help|consequence|about)\s*=\s*(?=\")"), re.compile(r"[.!?…»)]$"), "a help is a sentence, with a stop"),
    (re.compile(r"\.(?:title|label|past|want)\s*=\s*(?=\")"), re.compile(r"(?:[^.!?,;:]|г\.|ч\.|п\. п\.|Эл\.|п\.)$"), "a title is no sentence"),
)

ENDS_IN = ("src/domain/", "src/model/", "src/screens/", "src/tui/")

# Three words in a row that text_plural chooses from: how they read after 1, 2, 5, 11, 21 and 101 stands in a table that a person has read.
FORMS = re.compile(r'"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')
CALL = re.compile(r"\btext_plural\(")
TABLE = "tests/data/plurals.txt"

faults = []


def texts(source):
    """(offset, text) of each literal, those that follow one another as one."""
    found, end = [], None
    for m in TOKEN.finditer(source):
        t = m.group()
        if not t.startswith('"'):
            continue
        if found and end is not None and MACRO.fullmatch(source[end:m.start()]):
            found[-1][1] += t[1:-1]
        else:
            found.append([m.start(), t[1:-1]])
        end = m.end()
    return found


def fault(path, source, at, text, why):
    faults.append(f"{path}:{source.count(chr(10), 0, at) + 1}: {why}: {text}")


def look_at(path, source):
    all_texts = texts(source)
    for at, text in all_texts:
        if not RUSSIAN.search(text):
            continue
        plain = text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
        for pattern, why in WRONG:
            m = re.search(pattern, plain)
            if m:
                fault(path, source, at, f"«{m.group()}» in: {text}", why)
    starts = dict((at, text) for at, text in all_texts)
    for head, tail, why in ENDS if path.startswith(ENDS_IN) else ():
        for m in head.finditer(source):
            text = starts.get(m.end(), "")
            if RUSSIAN.search(text) and not tail.search(text):
                fault(path, source, m.end(), text, why)


def closing(source, at):
    """Where the bracket that opens before at is closed."""
    depth = 1
    for m in re.finditer(r'"(?:\\.|[^"\\\n])*"|[()]', source[at:]):
        depth += {"(": 1, ")": -1}.get(m.group(), 0)
        if not depth:
            return at + m.start()
    return len(source)


def forms_in(source):
    for m in CALL.finditer(source):
        for f in FORMS.finditer(source[m.end():closing(source, m.end())]):
            if RUSSIAN.search(f.group(1) + f.group(3)):
                yield f.groups()
    for m in re.finditer(r"\{KIND_\w+, " + FORMS.pattern, source):
        yield m.groups()


def form(n, forms):
    if n % 10 == 1 and n % 100 != 11:
        return forms[0]
    return forms[1] if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else forms[2]


def look_at_forms(found):
    lines = [" · ".join(f"{n} {form(n, f)}" for n in (1, 2, 5, 11, 21, 101)) + "\n" for f in sorted(found)]
    if os.environ.get("UPDATE"):
        with open(TABLE, "w", encoding="utf-8") as out:
            out.writelines(lines)
    with open(TABLE, encoding="utf-8") as f:
        known = set(f.readlines())
    faults.extend(f"{TABLE}: nobody has read: {line.strip()}" for line in lines if line not in known)
    faults.extend(f"{TABLE}: is nowhere in the code: {line.strip()}" for line in sorted(known - set(lines)))


def main():
    n, found = 0, set()
    for path in sorted(glob.glob("src/**/*.[ch]", recursive=True) + glob.glob("include/**/*.h", recursive=True)):
        if path in NOT_IN:
            continue
        with open(path, encoding="utf-8") as f:
            source = f.read()
        n += sum(1 for _, t in texts(source) if RUSSIAN.search(t))
        look_at(path, source)
        found.update(forms_in(source))
    look_at_forms(found)
    for f in faults:
        print(f"FAIL {f}")
    if n < 3000:
        print(f"FAIL only {n} Russian texts were found")
        faults.append("few")
    print(f"words: {0 if faults else 1} passed, {1 if faults else 0} failed, 0 skipped")
    return 1 if faults else 0


sys.exit(main())
