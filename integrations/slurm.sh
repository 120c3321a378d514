#!/bin/bash
# Counts a corpus as a Slurm job array: each task scans a share of the inputs, and one more job merges the tallies.
#
#   find /data/crawl -name '*.warc.gz' | sort > inputs.txt
#   job=$(sbatch --parsable --array=0-99 --cpus-per-task=4 --mem=2G slurm.sh scan inputs.txt shares --kind crawled --source our-crawl)
#   sbatch --dependency=afterok:$job slurm.sh merge shares corpus.tally
#
# Without Slurm, the same by hand: SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 slurm.sh scan inputs.txt shares, and so on for 1, 2, 3.
#
#   slurm.sh scan LIST FOLDER [OPTION...]   LIST has a name in each line; OPTIONs are those of `accord corpus scan`. The task K of N takes
#                                           every Nth line and writes FOLDER/share-K-of-N.tally. A task that was killed or requeued goes on
#                                           where it was; give a longer time limit and submit the same array again.
#   slurm.sh merge FOLDER OUT               one tally of all N; when a share is not there, it is named and nothing is written.
#
# The tally has the digest that `accord corpus scan - < LIST` gives on one machine, whatever the number of tasks, more than there are inputs
# included. LIST, FOLDER and the inputs are on a file system that all nodes share, named as the job's working folder sees them. An input
# that is not there is in the tally as "missing"; `accord corpus show` names it. All nodes must have the same list of public suffixes, or
# give --psl and --psl-date. ACCORD names the program where it is not on the PATH.
#
# Exit codes: those of accord; 2 wrongly called; 1 a share is missing.
set -euo pipefail
accord=${ACCORD:-accord}

usage() {
  sed -n 's/^# \{0,1\}//; 2,/^Exit codes/p' "$0" >&2
  exit 2
}

scan() {
  [ $# -ge 2 ] || usage
  local list=$1 folder=$2
  shift 2
  [ -n "${SLURM_ARRAY_TASK_ID:-}" ] && [ -n "${SLURM_ARRAY_TASK_COUNT:-}" ] || {
    echo "slurm.sh: this is no task of a job array: submit with sbatch --array=0-99, or set SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT" >&2
    exit 2
  }
  local count=$SLURM_ARRAY_TASK_COUNT share=$((SLURM_ARRAY_TASK_ID - ${SLURM_ARRAY_TASK_MIN:-0}))
  if [ "$share" -lt 0 ] || [ "$share" -ge "$count" ]; then
    echo "slurm.sh: task $SLURM_ARRAY_TASK_ID of an array of $count: number the tasks without gaps, 0-$((count - 1))" >&2
    exit 2
  fi
  [ -r "$list" ] || { echo "slurm.sh: $list cannot be read: name the file with the names of the inputs" >&2; exit 2; }
  mkdir -p "$folder"
  local out=$folder/share-$share-of-$count.tally
  local resume=()
  [ -e "$out.scan" ] && resume=(--resume)
  # A tally of an earlier run would be taken for this one's if this one failed.
  rm -f "$out"
  awk -v share="$share" -v count="$count" 'NF > 0 && n++ % count == share' "$list" |
    "$accord" corpus scan - --threads "${SLURM_CPUS_PER_TASK:-1}" "${resume[@]}" "$@" -o "$out"
}

merge() {
  [ $# -eq 2 ] || usage
  local folder=$1 out=$2 any counts missing=() shares=()
  counts=$(find "$folder" -maxdepth 1 -name 'share-*-of-*.tally*' | sed 's/.*-of-\([0-9]*\)\.tally.*/\1/' | sort -u)
  case $(wc -w <<<"$counts") in
    0) echo "slurm.sh: $folder has no share: run slurm.sh scan first" >&2; exit 1 ;;
    1) any=$counts ;;
    *) echo "slurm.sh: $folder has shares of several arrays, of" $counts "tasks: use a folder for each" >&2; exit 2 ;;
  esac
  for ((k = 0; k < any; k++)); do
    local share=$folder/share-$k-of-$any.tally
    if [ -f "$share" ]; then shares+=("$share"); else missing+=("$k"); fi
  done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "slurm.sh: missing of $any shares: ${missing[*]}; submit these tasks again (sbatch --array=$(IFS=,; echo "${missing[*]}") needs SLURM_ARRAY_TASK_COUNT=$any)" >&2
    exit 1
  fi
  printf '%s\n' "${shares[@]}" | "$accord" corpus merge - -o "$out"
}

case ${1:-} in
  scan) shift; scan "$@" ;;
  merge) shift; merge "$@" ;;
  *) usage ;;
esac
