# world.sh: who lives in the estate, and when; drawn from the seed.

WORLD=/run/world
DOMAIN=interieur.example

# rnd N: 0 .. N-1, in $drawn.  Lehmer's generator.
draw=1
rnd()
{
	draw=$((draw * 48271 % 2147483647))
	drawn=$((draw / 7 % $1))
}

# The first Monday: ordinary weeks, both changes of the clock, a new year.
world_monday()
{
	rnd 5
	case $drawn in
	0)	echo 2025-12-08 ;;
	1)	echo 2025-12-22 ;;
	2)	echo 2026-03-23 ;;
	3)	echo 2025-10-20 ;;
	*)	echo 2026-01-12 ;;
	esac
}

GIVEN='claire marc sophie luc nadia thomas emma hugo camille antoine karim lea
bruno ines paul rose yann farid elsa remi sonia denis alice oscar nora gilles
jules hana malo theo'
FAMILY='martin lefevre bernard moreau haddad petit leroy fontaine blanc garnier
roux durand girard rousseau simon laurent michel garcia david bertrand roy
vincent muller faure andre mercier dupont lambert bonnet francois'
WORDS='Rivage tulipe Cartable volcan Sentier Merle horloge Passerelle Granit
bruyere Lanterne Oranger Prairie citron Falaise moulin Sapin Gazelle'

word_nth()
{
	nth=$1
	shift
	shift "$nth"
	nth=$1
}

# One person a line: login password way home.  The ways are those of life.awk.
world_people()
{
	ways='office office office office officer admin pop traveller newclient stale ipv6 shared officer office'
	[ "$size" = full ] && ways="$ways office office number officer office pop office
	    newphone office office ipv6 traveller office number office newclient office
	    delegate office officer office stale pop office carrier carrier carrier office"
	n=0
	for way in $ways; do
		n=$((n + 1))
		while :; do
			rnd 30; word_nth $drawn $GIVEN; login=$nth
			rnd 30; word_nth $drawn $FAMILY; login=$login.$nth
			case $way in
			number)	rnd 90000; login=p1$((10000 + drawn)) ;;
			shared)	login=brigade.$nth ;;
			admin)	login=adm.$nth ;;
			esac
			grep -q "^$login " $WORLD/people 2>/dev/null || break
		done
		rnd 18; word_nth $drawn $WORDS; word=$nth
		rnd 90
		home=198.18.$((100 + n)).$((10 + n))
		[ $way != ipv6 ] || home=2001:db8:cafe:$n::20
		[ $way != carrier ] || home=198.18.7.4
		echo "$login $word-$((10 + drawn))-$n $way $home" >>$WORLD/people
	done
}

# people: their lines.
people()
{
	cat $WORLD/people
}

# person WAY [N]: the login of the Nth (1) who lives so.
person()
{
	awk -v way="$1" -v n="${2:-1}" '$3 == way && ++k == n { print $1; found = 1 } END { exit !found }' $WORLD/people ||
	    warn "there is no ${2:-1}. person who lives as $1"
}

password_of()
{
	sed -n "s/^$1 \([^ ]*\) .*/\1/p" $WORLD/people
}

home_of()
{
	awk -v login="$1" '$1 == login { print $4 }' $WORLD/people
}

# at DAY HH:MM: an epoch, for calendars; day 0 is the first Monday.
at()
{
	hour=${2%:*} minute=${2#*:}
	echo $((MONDAY + $1 * 86400 + ${hour#0} * 3600 + ${minute#0} * 60))
}

world_make()
{
	mkdir -p $WORLD
	draw=$((seed % 2147483646 + 1))
	rnd 9; rnd 9; rnd 9
	MONDAY=$(epoch "$(world_monday)T00:00:00Z")
	DAYS=5
	[ "$size" = small ] || DAYS=19
	rnd 2
	ZONE=UTC
	[ $drawn = 0 ] || ZONE=Europe/Paris
	if [ "$shapes" != no ]; then
		# Lines that are captured keep the names they have.
		grep -v '^#' /range/estate/people | awk '{ print $1, $2, $3, "203.0.113." (10 + NR) }' >$WORLD/people
		return
	fi
	world_people
	acts_draw
}

# The acts of this seed: one to three intrusions, and a few things that only
# look like one.
acts_draw()
{
	[ -z "$acts" ] || return 0
	rnd 3
	many=$((drawn + 1))
	all=$(cd /range/intrusions && ls | sed 's/\.sh$//')
	while [ $many -gt 0 ]; do
		rnd "$(echo $all | wc -w)"
		word_nth $drawn $all
		case " $acts " in
		*" $nth "*)	continue ;;
		esac
		acts="$acts $nth"
		many=$((many - 1))
	done
	for one in $(cd /range/honest && ls | sed 's/\.sh$//'); do
		rnd 3
		[ $drawn != 0 ] || acts="$acts $one"
	done
}

# act_load NAME: its file, which defines NAME_calendar and what it needs.
act_load()
{
	for folder in intrusions honest; do
		[ -e "/range/$folder/$1.sh" ] || continue
		. "/range/$folder/$1.sh"
		return
	done
	die "there is no act '$1'"
}
