import { PS1_STEPS } from '../ps1-steps.js';

/**
 * `microsoft/sharing.ps1`: sets the folder permissions of `sharing.csv`. It holds nothing from the store, so that no name can become
 * a command, and takes nothing away that is there.
 */
export function sharingScript(): string {
  return script.replaceAll('\n', '\r\n');
}

const script = `#Requires -Modules ExchangeOnlineManagement
<#
.SYNOPSIS
  Shares folders in Microsoft 365 as sharing.csv beside this script says.
.DESCRIPTION
  Run it when setup.ps1 has made groups and shared mailboxes and the folders are there: after the move. Nobody gets a message.
  It can be run again: whoever has a permission on a folder keeps the one that he has. For everybody (Default) a permission is
  only raised from none, availability or limited details.
.PARAMETER Yes
  Does not ask.
.PARAMETER WhatIf
  Says what would be done, row by row, and does nothing: it does not even sign in.
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $Yes)

${PS1_STEPS}

# Folders that every mailbox has are called in the language of their owner: the server says how.
function Get-FolderIdentity($Row) {
  if (-not $Row.Scope) { return "$($Row.Mailbox):\\$($Row.Folder)" }
  $found = Get-MailboxFolderStatistics -Identity $Row.Mailbox -FolderScope $Row.Scope | Select-Object -First 1
  if ($null -eq $found) { throw "$($Row.Mailbox) has no folder $($Row.Scope)" }
  "$($Row.Mailbox):$($found.FolderPath -replace '/', '\\')"
}

$rows = @(Import-Csv -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath 'sharing.csv') -Encoding UTF8)
Write-Host "In your tenant this sets $($rows.Count) folder permissions."
if (-not $isTrial -and -not $Yes -and (Read-Host 'Go on? Write yes') -ne 'yes') { return }

if (-not $isTrial) { Connect-ExchangeOnline -ShowBanner:$false }

foreach ($row in $rows) {
  Invoke-Step "$($row.Mailbox) $($row.Scope)$($row.Folder): $($row.User) $($row.AccessRights)" {
    $permission = @{ Identity = (Get-FolderIdentity $row); User = $row.User }
    $there = Get-MailboxFolderPermission @permission -ErrorAction SilentlyContinue
    if ($null -eq $there) {
      # Without -SendNotificationToUser nobody is written to.
      Add-MailboxFolderPermission @permission -AccessRights $row.AccessRights | Out-Null
    } elseif ($row.User -eq 'Default' -and @('None', 'AvailabilityOnly', 'LimitedDetails') -contains "$($there.AccessRights)") {
      Set-MailboxFolderPermission @permission -AccessRights $row.AccessRights | Out-Null
    }
  }
}

if ($isTrial) { return }
Disconnect-ExchangeOnline -Confirm:$false
if ($failed -gt 0) {
  Write-Warning "$failed steps failed. Mend what the warnings say and run the script again."
  exit 1
}
`;
