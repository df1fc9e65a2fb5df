# Installs gowsl on Windows: one file, whose checksum is verified before it takes its place.
#
#   .\install.ps1 -From URL [-To FOLDER]
#
# URL is the folder of a release, with the executables and SHA256SUMS; GOWSL_RELEASES may name it instead.
# FOLDER is %LOCALAPPDATA%\gowsl where nothing else is said.
param(
  [string]$From = $env:GOWSL_RELEASES,
  [string]$To = (Join-Path $env:LOCALAPPDATA 'gowsl')
)
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# The bar makes Invoke-WebRequest of Windows PowerShell ten times as slow.
$ProgressPreference = 'SilentlyContinue'

if (-not $From) { throw 'Where from? Name the folder of a release: -From URL' }
$From = $From.TrimEnd('/')
if (-not [Environment]::Is64BitOperatingSystem) { throw 'There is no executable for 32-bit Windows.' }
$name = 'gowsl-windows-x64.exe'

New-Item -ItemType Directory -Force -Path $To | Out-Null
$draft = Join-Path $To (".gowsl.$PID.new.exe")
$place = Join-Path $To 'gowsl.exe'
try {
  $sums = (Invoke-WebRequest -UseBasicParsing -Uri "$From/SHA256SUMS").Content
  if ($sums -is [byte[]]) { $sums = [Text.Encoding]::UTF8.GetString($sums) }
  $line = [regex]::Match($sums, "(?m)^([0-9a-f]{64}) [ *]$([regex]::Escape($name))\r?$")
  if (-not $line.Success) { throw "$From/SHA256SUMS has no line for $name" }
  $expected = $line.Groups[1].Value
  Invoke-WebRequest -UseBasicParsing -Uri "$From/$name" -OutFile $draft
  $actual = (Get-FileHash -Algorithm SHA256 -LiteralPath $draft).Hash.ToLowerInvariant()
  if ($actual -ne $expected) {
    throw "$From/$name has the SHA-256 $actual, and SHA256SUMS says $expected. Nothing was installed."
  }
  $version = & $draft --version
  if ($LASTEXITCODE -ne 0) { throw "$name does not run here. Nothing was installed." }
  # A program that runs can be renamed, and not replaced.
  Get-ChildItem -LiteralPath $To -Filter '.gowsl.*.old' -Force | Remove-Item -Force -ErrorAction SilentlyContinue
  $old = $null
  if (Test-Path -LiteralPath $place) {
    $old = Join-Path $To (".gowsl.$PID.old")
    Move-Item -LiteralPath $place -Destination $old
  }
  try {
    Move-Item -LiteralPath $draft -Destination $place
  }
  catch {
    if ($old) { Move-Item -LiteralPath $old -Destination $place }
    throw
  }
  if ($old) { Remove-Item -LiteralPath $old -Force -ErrorAction SilentlyContinue }
  Write-Output "gowsl ${version}: $place"
  if (($env:PATH -split ';') -notcontains $To) { Write-Output "$To is not on PATH; add it in the settings of Windows" }
}
finally {
  Remove-Item -LiteralPath $draft -Force -ErrorAction SilentlyContinue
}
