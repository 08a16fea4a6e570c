; The installer for Windows, by Inno Setup 6, of what packaging/windows/build.py has frozen. It needs
; no rights of an administrator, and with them installs for everybody.
#ifndef Version
  #error "packaging/windows/build.py runs this: Version, Numbers, Bundle and Icon are given by it"
#endif

[Setup]
AppId={{2A28125A-3706-5391-A001-2F2BE886B6EB}
AppName=gdsim
AppVersion={#Version}
AppVerName=gdsim {#Version}
AppPublisher=The gdsim developers
VersionInfoVersion={#Numbers}
DefaultDirName={autopf}\gdsim
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
LicenseFile=..\..\LICENSE
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\gdsim-app.exe
OutputBaseFilename=gdsim-{#Version}-windows-x86_64
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Path=Add the command gdsim to the PATH
de.Path=Den Befehl gdsim in den PATH aufnehmen

[Tasks]
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "{cm:Path}"

[InstallDelete]
; What an earlier version had and this one has not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\gdsim"; Filename: "{app}\gdsim-app.exe"; Comment: "Watch optimizers descend"
Name: "{autodesktop}\gdsim"; Filename: "{app}\gdsim-app.exe"; Tasks: desktop

[Registry]
; "Open with" of experiment files; what opens .toml by itself stays as it is.
Root: HKA; Subkey: "Software\Classes\gdsim.Experiment"; ValueType: string; ValueData: "gdsim experiment"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\gdsim.Experiment\DefaultIcon"; ValueType: string; ValueData: "{app}\gdsim-app.exe,0"
Root: HKA; Subkey: "Software\Classes\gdsim.Experiment\shell\open\command"; ValueType: string; ValueData: """{app}\gdsim-app.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.toml\OpenWithProgids"; ValueType: string; ValueName: "gdsim.Experiment"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty

[Run]
Filename: "{app}\gdsim-app.exe"; Description: "{cm:LaunchProgram,gdsim}"; Flags: nowait postinstall skipifsilent

[UninstallDelete]
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{localappdata}\gdsim\Cache"
Type: dirifempty; Name: "{localappdata}\gdsim"

[Code]
function PathRoot: Integer;
begin
  if IsAdminInstallMode then Result := HKEY_LOCAL_MACHINE else Result := HKEY_CURRENT_USER;
end;

function PathKey: String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

{ The PATH without the folder of gdsim, however often it is in it. }
function PathOfOthers: String;
var
  Rest, Part: String;
  Place: Integer;
begin
  Result := '';
  if not RegQueryStringValue(PathRoot, PathKey, 'Path', Rest) then Rest := '';
  while Rest <> '' do
  begin
    Place := Pos(';', Rest);
    if Place = 0 then Place := Length(Rest) + 1;
    Part := Copy(Rest, 1, Place - 1);
    Rest := Copy(Rest, Place + 1, Length(Rest));
    if (Part <> '') and (CompareText(RemoveBackslash(Part), ExpandConstant('{app}')) <> 0) then
    begin
      if Result <> '' then Result := Result + ';';
      Result := Result + Part;
    end;
  end;
end;

procedure WritePath(Value: String);
begin
  if Value = '' then
    RegDeleteValue(PathRoot, PathKey, 'Path')
  else
    RegWriteExpandStringValue(PathRoot, PathKey, 'Path', Value);
end;

procedure CurStepChanged(CurStep: TSetupStep);
var
  Others: String;
begin
  if (CurStep = ssPostInstall) and WizardIsTaskSelected('path') then
  begin
    Others := PathOfOthers;
    if Others <> '' then Others := Others + ';';
    WritePath(Others + ExpandConstant('{app}'));
  end;
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if CurUninstallStep = usUninstall then WritePath(PathOfOthers);
end;
