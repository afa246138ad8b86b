#!/bin/sh
# The mail program of year.py: fake.sh FOLDER. Takes a letter or not, as FOLDER/mood says (a word, of a hundred so many are refused), and notes
# what it did in FOLDER/log: «taken NUMBER NAME» when the letter lies in FOLDER/NAME, «refused NUMBER».
folder=$1
read -r seed refused <"$folder/mood"
name=letter-$$
while [ -e "$folder/$name" ]; do name=$name+; done
cat >"$folder/$name.tmp"
number=$(sed -n 's/^Message-ID: <letter-\([0-9]*\)@.*/\1/p;/^$/q' "$folder/$name.tmp")
if [ -z "$number" ]; then # whoever wrote it was killed before
	rm "$folder/$name.tmp"
	echo 550 письмо без адресата >&2
	exit 65
fi
sum=$(echo "$seed $number" | cksum)
if [ $((${sum%% *} % 100)) -lt "$refused" ]; then
	echo "refused $number" >>"$folder/log"
	rm "$folder/$name.tmp"
	echo 450 почтовый ящик занят, повторите позже >&2
	exit 75
fi
mv "$folder/$name.tmp" "$folder/$name"
echo "taken $number $name" >>"$folder/log"
