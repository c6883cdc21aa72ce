import type { CompletedOption, CompletionModel } from './model.js';

/** The completion script for PowerShell 5 and newer. Where it offers nothing, PowerShell completes file names. */
export function powershellCompletion({ program, options, commands }: CompletionModel): string {
  const table = commands.map(
    ({ name, description, options: own, operand }) => `    ${quoted(name)} = @{
      Help = ${quoted(description)}
      Operand = ${list(operand?.words ?? [])}
      Options = [ordered]@{
${own.map((option) => optionLines(option, '        ')).join('\n')}
      }
    }`,
  );
  return `# PowerShell completion for ${program}: ${program} complete powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${quoted(program)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $general = [ordered]@{
${options.map((option) => optionLines(option, '    ')).join('\n')}
  }
  $commands = [ordered]@{
${table.join('\n')}
  }
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $name = $typed | Where-Object { $commands.Contains($_) } | Select-Object -First 1
  $offer = { param($text, $help) [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $help) }
  $known = if ($name) { $commands[$name].Options } else { $general }
  $last = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  if ($known.Contains($last) -and $known[$last].Takes) {
    $known[$last].Words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ $_ }
    return
  }
  if ($name) { $commands[$name].Operand | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ $_ } }
  else {
    $commands.Keys | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ $commands[$_].Help }
  }
  if ($wordToComplete.StartsWith('-')) {
    $known.Keys | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { & $offer $_ $known[$_].Help }
  }
}
`;
}

function optionLines({ names, description, values }: CompletedOption, indent: string): string {
  const takes = values === null ? '$false' : '$true';
  return names
    .map(
      (name) =>
        `${indent}${quoted(name)} = @{ Help = ${quoted(description)}; Takes = ${takes}; Words = ${list(values?.words ?? [])} }`,
    )
    .join('\n');
}

function list(words: readonly string[]): string {
  return `@(${words.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
