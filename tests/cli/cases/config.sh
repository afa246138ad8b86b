case_config()
{
	code 0 config
	out_has "report_due"
	out_has "stazh.ini:2"
	code 0 config --check
	out_empty
	err_has "Настройки в порядке"
	STAZH_CONFIG= code 0 config
	out_has "по умолчанию"
	code 2 config лишнее
}

# Each line of bad-config/expected: file|line|what the message says.
case_bad_config()
{
	local n=0 file line phrase
	while IFS='|' read -r file line phrase; do
		code 2 --config "$HERE/bad-config/$file" config --check
		out_empty
		err_has "$HERE/bad-config/$file:$line: "
		err_has "$phrase"
		code 2 --config "$HERE/bad-config/$file" config
		code 2 --config "$HERE/bad-config/$file" due
		err_has "$phrase"
		n=$((n + 1))
	done <"$HERE/bad-config/expected"
	[ $n -ge 20 ] || fail "плохих настроек только $n"
	code 2 --config . config --check
	err_has "это папка"
}

case_help_with_bad_config()
{
	code 0 --config "$HERE/bad-config/number.ini" help site
	out_has Действия
	code 0 --config "$HERE/bad-config/number.ini" version
}
