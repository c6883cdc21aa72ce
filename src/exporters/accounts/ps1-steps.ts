/**
 * What every PowerShell script of ours begins its work with: it counts what fails, goes on after it, and does nothing with -WhatIf.
 * Stands behind a `param` block that has `SupportsShouldProcess`.
 */
export const PS1_STEPS = `$ErrorActionPreference = 'Stop'
$failed = 0
$isTrial = [bool] $WhatIfPreference

function Invoke-Step([string] $What, [scriptblock] $Step) {
  if ($script:isTrial) {
    Write-Host "would   $What"
    return
  }
  try {
    & $Step
    Write-Host "ok      $What"
  } catch {
    $script:failed++
    Write-Warning "$What : $($_.Exception.Message)"
  }
}`;
