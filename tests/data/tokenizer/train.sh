#!/bin/sh
# Makes the models beside it from sentences.txt, the same bytes each time (Debian: apt-get install sentencepiece):
#   words.model     unigram; no piece reaches over a space, as in most models
#   lines.model     byte pairs; one piece has the end of a line in it, as models have that normalise nothing
#   phrases.model   byte pairs, with pieces that reach over spaces; unknown characters become bytes
set -eu
cd "$(dirname "$0")"
command -v spm_train >/dev/null || { echo "train.sh needs spm_train (Debian: sentencepiece)" >&2; exit 2; }
train() {
  spm_train --input=sentences.txt --normalization_rule_name=identity --character_coverage=1 --num_threads=1 --minloglevel=2 "$@"
}
train --model_prefix=words --model_type=unigram --vocab_size=200
train --model_prefix=lines --model_type=bpe --vocab_size=440 --byte_fallback=true --user_defined_symbols="$(printf '.\nN')"
train --model_prefix=phrases --model_type=bpe --vocab_size=440 --split_by_whitespace=false --byte_fallback=true
rm -f words.vocab lines.vocab phrases.vocab
