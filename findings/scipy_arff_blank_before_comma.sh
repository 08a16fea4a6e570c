#!/bin/sh
# SciPy 1.17.1: scipy.io.arff.loadarff keeps the blank before a comma in a nominal declaration, and then no row can
# have that value.
#
# One would guess: blanks around the values of `@attribute class { yes , no }` mean nothing. Weka's reader, whose
# format it is, splits at blanks and commas alike, and SciPy itself drops blanks after a comma, next to the braces
# and around the values of rows.
# What happens: the first value is 'yes ', with its blank. Every row's value is stripped, so a row that says `yes`
# is refused ("yes value not in ('yes ', 'no')"), whether or not it has a blank there; a file whose rows happen not
# to use the value is read without a word, and its list of classes has a name that ends in a blank. The last value
# of a list is not concerned. liac-arff 2.5.0 reads all of them as they are meant.
# Source: NominalAttribute._get_nom_val in scipy/io/arff/_arffread.py, which splits the list by csv.reader with
# skipinitialspace; the format: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/
#
# Seen, with the same two rows (1,yes and 2,no) after each declaration:
#   {yes,no}: scipy yes no; liac-arff yes no
#   {yes, no}: scipy yes no; liac-arff yes no
#   { yes,no }: scipy yes no; liac-arff yes no
#   {yes ,no}: scipy ValueError: yes value not in ('yes ', 'no'); liac-arff yes no
#   { yes , no }: scipy ValueError: yes value not in ('yes ', 'no'); liac-arff yes no
#   {no ,yes} and only rows with yes: scipy yes of ('no ', 'yes')
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scipy==1.17.1 numpy==2.4.6 liac-arff==2.5.0
cat >"$folder/show.py" <<'END'
import io

import arff
from scipy.io.arff import loadarff


def text(values, rows):
    return f"@relation r\n@attribute x real\n@attribute class {values}\n@data\n" + "\n".join(rows) + "\n"


for values in ("{yes,no}", "{yes, no}", "{ yes,no }", "{yes ,no}", "{ yes , no }"):
    given = text(values, ["1,yes", "2,no"])
    try:
        read = " ".join(row["class"].decode() for row in loadarff(io.StringIO(given))[0])
    except ValueError as error:
        read = f"ValueError: {error}"
    print(f"{values}: scipy {read}; liac-arff {' '.join(row[1] for row in arff.loads(given)['data'])}")
rows, meta = loadarff(io.StringIO(text("{no ,yes}", ["1,yes"])))
print(f"{{no ,yes}} and only rows with yes: scipy {rows[0]['class'].decode()} of {meta['class'][1]}")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
{yes,no}: scipy yes no; liac-arff yes no
{yes, no}: scipy yes no; liac-arff yes no
{ yes,no }: scipy yes no; liac-arff yes no
{yes ,no}: scipy ValueError: yes value not in ('yes ', 'no'); liac-arff yes no
{ yes , no }: scipy ValueError: yes value not in ('yes ', 'no'); liac-arff yes no
{no ,yes} and only rows with yes: scipy yes of ('no ', 'yes')
END
diff "$folder/expected" "$folder/seen"
