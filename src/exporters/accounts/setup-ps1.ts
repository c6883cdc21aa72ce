import { PS1_STEPS } from './ps1-steps.js';

/**
 * `setup.ps1`: reads the CSV files beside it and makes what the admin center cannot upload. It holds nothing from the
 * store, so that no name can become a command. Each step looks first whether it is done, so that it can be run again.
 */
export function setupScript(): string {
  return script.replaceAll('\n', '\r\n');
}

const script = `#Requires -Modules ExchangeOnlineManagement
<#
.SYNOPSIS
  Makes shared mailboxes, groups, members, aliases and forwarding in Microsoft 365 from the CSV files beside this script.
.DESCRIPTION
  First upload users.csv in the admin center (Users > Active users > Add multiple users) and assign licences; aliases and
  members need their mailboxes. Then run this script in PowerShell. It says what it will do and asks before it does it. It can
  be run again: what is there is left alone.
.PARAMETER SetPasswords
  Also sets the passwords of passwords.csv, with the Microsoft.Graph.Users module: for an administrator who may reset them.
.PARAMETER Yes
  Does not ask.
.PARAMETER WhatIf
  Says what would be done, row by row, and does nothing: it does not even sign in.
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $SetPasswords, [switch] $Yes)

${PS1_STEPS}

function Read-Rows([string] $Name) {
  $path = Join-Path -Path $PSScriptRoot -ChildPath $Name
  if (Test-Path -LiteralPath $path) { Import-Csv -LiteralPath $path -Encoding UTF8 }
}

function Test-Recipient([string] $Address) {
  $null -ne (Get-Recipient -Identity $Address -ErrorAction SilentlyContinue)
}

function Get-Domain([string] $Address) {
  $Address.Substring($Address.LastIndexOf('@') + 1).ToLowerInvariant()
}

# Everything first, in numbers: it changes a tenant.
$forwarding = @(Read-Rows 'forwarding.csv')
Write-Host 'In your tenant this makes or changes:'
foreach ($part in @('shared-mailboxes', 'groups', 'members', 'aliases', 'forwarding')) {
  Write-Host ('  {0,6}  {1}' -f @(Read-Rows "$part.csv").Count, ($part -replace '-', ' '))
}
if ($SetPasswords) { Write-Host ('  {0,6}  passwords' -f @(Read-Rows 'passwords.csv').Count) }

$own = @($forwarding + @(Read-Rows 'groups.csv') + @(Read-Rows 'shared-mailboxes.csv') | ForEach-Object { Get-Domain $_.Email })
$outside = @($forwarding | Where-Object { $own -notcontains (Get-Domain $_.ForwardTo) })
if ($outside.Count -gt 0) {
  Write-Warning "$($outside.Count) mailboxes forward to an address outside. Exchange Online refuses that (5.7.520 Access denied) until the outbound spam policy allows it: Microsoft Defender portal, Policies, Anti-spam, outbound policy, Automatic forwarding, On; best by a policy for these mailboxes alone."
  foreach ($row in $outside) { Write-Warning "  $($row.Email) to $($row.ForwardTo)" }
}
if (-not $isTrial -and -not $Yes -and (Read-Host 'Go on? Write yes') -ne 'yes') { return }

if (-not $isTrial) { Connect-ExchangeOnline -ShowBanner:$false }

foreach ($row in Read-Rows 'shared-mailboxes.csv') {
  Invoke-Step "shared mailbox $($row.Email)" {
    if (Test-Recipient $row.Email) { return }
    $mailbox = @{ Name = $row.Email; DisplayName = $row.Name; PrimarySmtpAddress = $row.Email }
    if ($row.Kind -eq 'Room') { New-Mailbox @mailbox -Room | Out-Null }
    elseif ($row.Kind -eq 'Equipment') { New-Mailbox @mailbox -Equipment | Out-Null }
    else { New-Mailbox @mailbox -Shared | Out-Null }
  }
}

foreach ($row in Read-Rows 'groups.csv') {
  Invoke-Step "group $($row.Email)" {
    if (Test-Recipient $row.Email) { return }
    $group = @{
      Name                               = $row.Name
      DisplayName                        = $row.DisplayName
      PrimarySmtpAddress                 = $row.Email
      RequireSenderAuthenticationEnabled = $false
    }
    New-DistributionGroup @group | Out-Null
    if ($row.Description) { Set-DistributionGroup -Identity $row.Email -Description $row.Description }
  }
}

foreach ($row in Read-Rows 'members.csv') {
  Invoke-Step "member $($row.Email) of $($row.Group)" {
    if ($row.Kind -eq 'Outside' -and -not (Test-Recipient $row.Email)) {
      New-MailContact -Name $row.Email -ExternalEmailAddress $row.Email | Out-Null
    }
    try {
      Add-DistributionGroupMember -Identity $row.Group -Member $row.Email -BypassSecurityGroupManagerCheck
    } catch {
      if ($_.Exception.Message -notmatch 'already a member|MemberAlreadyExists') { throw }
    }
  }
}

foreach ($row in Read-Rows 'aliases.csv') {
  Invoke-Step "alias $($row.Alias) of $($row.Target)" {
    $addresses = @{ add = $row.Alias }
    if ($row.Kind -eq 'Group') { Set-DistributionGroup -Identity $row.Target -EmailAddresses $addresses }
    else { Set-Mailbox -Identity $row.Target -EmailAddresses $addresses }
  }
}

foreach ($row in $forwarding) {
  Invoke-Step "forwarding of $($row.Email)" {
    $keep = $row.KeepCopy -eq 'True'
    Set-Mailbox -Identity $row.Email -ForwardingSmtpAddress $row.ForwardTo -DeliverToMailboxAndForward $keep
  }
}

if ($SetPasswords) {
  if (-not $isTrial) {
    Import-Module Microsoft.Graph.Users
    # What Graph's page "Update user" asks for passwordProfile; User.ReadWrite.All is not enough for it.
    Connect-MgGraph -Scopes 'User-PasswordProfile.ReadWrite.All' -NoWelcome
  }
  foreach ($row in Read-Rows 'passwords.csv') {
    Invoke-Step "password of $($row.Email)" {
      $passwordProfile = @{ Password = $row.Password; ForceChangePasswordNextSignIn = ($row.ChangeAtSignIn -eq 'True') }
      Update-MgUser -UserId $row.Email -PasswordProfile $passwordProfile
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
