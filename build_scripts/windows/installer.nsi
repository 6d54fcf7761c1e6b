; UNTRIED on Windows. build_scripts/check_windows compiles it on Linux, which is all that can be tried there.
; Installs for the signed-in user without an administrator; data stay in the user's own folder and are never touched.
Unicode true
!include "MUI2.nsh"

Name "一站式结算窗口"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\settlement-window"
RequestExecutionLevel user
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "settlement-window"
VIAddVersionKey "FileDescription" "settlement-window setup"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "settlement-window"

!define MUI_FINISHPAGE_RUN "$INSTDIR\settlement-window.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Section "program"
  ; A program that runs holds its files: the copy would stop half way.
  FindWindow $0 "" "一站式结算窗口"
  StrCmp $0 0 closed
    MessageBox MB_OK|MB_ICONEXCLAMATION "请先关闭正在运行的一站式结算窗口，再安装。"
    Abort
  closed:
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\一站式结算窗口.lnk" "$INSTDIR\settlement-window.exe"
  CreateShortcut "$DESKTOP\一站式结算窗口.lnk" "$INSTDIR\settlement-window.exe"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\settlement-window" "DisplayName" "一站式结算窗口"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\settlement-window" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\settlement-window" "UninstallString" "$INSTDIR\uninstall.exe"
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\settlement-window.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\一站式结算窗口.lnk"
  Delete "$DESKTOP\一站式结算窗口.lnk"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\settlement-window"
SectionEnd
