/** `gowsl completions SHELL`: the script that makes Tab know tasks, options and targets. */
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Arguments } from "./arguments.ts";
import { reportFailures } from "./failures.ts";

/** bash breaks words at `=` and `:` and wants only what comes behind them: the line is taken apart anew. */
const bash = `# gowsl completions bash: put this into ~/.bashrc: eval "$(gowsl completions bash)"
_gowsl() {
  local line="\${COMP_LINE:0:COMP_POINT}" words word breaks="" glued=""
  read -ra words <<<"$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  local current="\${words[\${#words[@]} - 1]}"
  [[ "$COMP_WORDBREAKS" == *=* ]] && breaks+="="
  [[ "$COMP_WORDBREAKS" == *:* ]] && breaks+=":"
  [[ -n "$breaks" ]] && glued="\${current%"\${current##*[$breaks]}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    COMPREPLY+=("\${word#"$glued"}")
  done < <(gowsl __complete "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _gowsl gowsl
`;

const zsh = `#compdef gowsl
# gowsl completions zsh: put this into ~/.zshrc behind compinit: eval "$(gowsl completions zsh)"
_gowsl() {
  local -a found
  local word text
  while IFS=$'\\t' read -r word text; do
    found+=("\${word//:/\\\\:}\${text:+:$text}")
  done < <(gowsl __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then
    _describe -V gowsl found
  else
    _files
  fi
}
compdef _gowsl gowsl
`;

const fish = `# gowsl completions fish: gowsl completions fish > ~/.config/fish/completions/gowsl.fish
function __gowsl_complete
    set -l words (commandline -opc)
    gowsl __complete $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c gowsl -a '(__gowsl_complete)'
`;

const powershell = `# gowsl completions powershell: put this into $PROFILE:
# gowsl completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName gowsl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    # An empty argument is lost on the way in Windows PowerShell: the sign stands for none.
    $current = if ($wordToComplete -eq '') { '__empty' } else { $wordToComplete }
    & gowsl __complete @words $current 2>$null | ForEach-Object {
        $word, $text = $_ -split "\`t", 2
        if (-not $text) { $text = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $text)
    }
}
`;

export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish, powershell };

/** Prints the script and returns the exit code. */
export function completions(terminal: Pick<Terminal, "stdout">, { words }: Arguments, emit: Emit): number {
  const [shell = ""] = words;
  if (Object.hasOwn(completionScripts, shell)) {
    terminal.stdout(completionScripts[shell]!);
    return 0;
  }
  const known = Object.keys(completionScripts);
  const thing = shell === "" ? "no shell is named" : `there is none for "${shell}"`;
  const next = didYouMean(shell, known, `There are ${known.join(", ")}.`);
  return reportFailures([{ family: "command-line", place: "gowsl completions", thing, next }], emit);
}
