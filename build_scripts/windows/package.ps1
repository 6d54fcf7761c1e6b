# UNTRIED: written on Linux, where it can't be run. What to check on Windows stands in README, "Windows".
#   powershell -ExecutionPolicy Bypass -File build_scripts\windows\package.ps1
# Builds build\package\settlement-window (the same recipe as on Linux), tries it by its own --self-test, makes setup.exe where
# makensis is installed, and signs both where SIGNTOOL_CERTIFICATE names a certificate's thumbprint.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked {
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

function Invoke-Signing {
    param([string]$File)
    if (-not $env:SIGNTOOL_CERTIFICATE) { Write-Output "not signed: $File"; return }
    Invoke-Checked "signtool" @("sign", "/sha1", $env:SIGNTOOL_CERTIFICATE, "/fd", "SHA256", "/td", "SHA256",
        "/tr", $env:SIGNTOOL_TIMESTAMP, $File)
}

if (-not (Test-Path .venv\Scripts\python.exe)) { Invoke-Checked "py" @("-3.11", "-m", "venv", ".venv") }
$python = ".venv\Scripts\python.exe"
Invoke-Checked $python @("-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
    "--require-hashes", "-r", "requirements\package.lock")
Invoke-Checked $python @("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", "build\package",
    "--workpath", "build\pyinstaller", "build_scripts\settlement-window.spec")
$folder = "build\package\settlement-window"
Invoke-Signing "$folder\settlement-window.exe"
$env:QT_QPA_PLATFORM = "offscreen"
$tried = Start-Process -FilePath "$folder\settlement-window.exe" -ArgumentList "--self-test" -Wait -PassThru -NoNewWindow
if ($tried.ExitCode -ne 0) { throw "the self-test ended with $($tried.ExitCode)" }
Remove-Item Env:QT_QPA_PLATFORM
$version = & $python -c "import tomllib; print(tomllib.load(open('pyproject.toml', 'rb'))['project']['version'])"
if (Get-Command makensis -ErrorAction SilentlyContinue) {
    Invoke-Checked "makensis" @("/INPUTCHARSET", "UTF8", "/DVERSION=$version", "/DFOLDER=$((Resolve-Path $folder).Path)",
        "/DOUT=$((Resolve-Path build\package).Path)\settlement-window-$version-windows.exe",
        "build_scripts\windows\installer.nsi")
    Invoke-Signing "build\package\settlement-window-$version-windows.exe"
} else {
    Write-Output "makensis is not here: no installer"
}
