"""What Exchange answers to each operation, made up and small, as the adapter reads it; and what autodiscover says."""

import base64

MARK = "0" * 31 + "1"
_SPACES = (
    'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" '
    'xmlns:D="d" xmlns:C="c" xmlns:E="e"'
)
"""The last ones are those of elements that the mutator puts in."""
_VERSION = '<t:ServerVersionInfo MajorVersion="15" MinorVersion="1" Version="V2017_07_11"/>'


def enveloped(body: str) -> str:
    head = f"<s:Header>{_VERSION}</s:Header>"
    return f'<?xml version="1.0"?><s:Envelope {_SPACES}>{head}<s:Body>{body}</s:Body></s:Envelope>'


def answer(operation: str, *messages: str) -> str:
    """Each message is what is in it beside its code; one that begins with Error has nothing but that."""
    told = "".join(_message(operation, one) for one in messages)
    body = f"<m:ResponseMessages>{told}</m:ResponseMessages>"
    return enveloped(f"<m:{operation}Response>{body}</m:{operation}Response>")


def _message(operation: str, told: str) -> str:
    if told.startswith("Error"):
        value = '<m:MessageXml><t:Value Name="BackOffMilliseconds">500</t:Value></m:MessageXml>'
        code = f"<m:MessageText>x</m:MessageText><m:ResponseCode>{told}</m:ResponseCode>{value}"
        return f'<m:{operation}ResponseMessage ResponseClass="Error">{code}</m:{operation}ResponseMessage>'
    fine = f"<m:ResponseCode>NoError</m:ResponseCode>{told}"
    return f'<m:{operation}ResponseMessage ResponseClass="Success">{fine}</m:{operation}ResponseMessage>'


def fault(code: str) -> str:
    detail = (
        f'<e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">{code}</e:ResponseCode>'
    )
    value = '<t:Value Name="BackOffMilliseconds">500</t:Value>'
    said = f"<faultcode>a:{code}</faultcode><faultstring>x</faultstring><detail>{detail}{value}</detail>"
    return enveloped(f"<s:Fault>{said}</s:Fault>")


def _property(path: str, value: str) -> str:
    return f"<t:ExtendedProperty><t:ExtendedFieldURI {path}/><t:Value>{value}</t:Value></t:ExtendedProperty>"


_MARKER = 'PropertySetId="6a3f7d52-0c51-4b87-9d0e-2f5b8a41c7e3" PropertyName="TandemLink" PropertyType="String"'
_PREFIX, _KEY = 'PropertyTag="0x3a45" PropertyType="String"', 'PropertyTag="0x300b" PropertyType="Binary"'
_PHOTO = (
    '<t:Attachments><t:FileAttachment><t:AttachmentId Id="AAp1"/><t:Name>ContactPicture.jpg</t:Name>'
    "<t:Size>300</t:Size><t:IsContactPhoto>true</t:IsContactPhoto></t:FileAttachment></t:Attachments>"
)
_ENTRIES = (
    '<t:EmailAddresses><t:Entry Key="EmailAddress1" RoutingType="SMTP">ada@example.com</t:Entry>'
    '<t:Entry Key="EmailAddress2" RoutingType="EX">/o=x</t:Entry></t:EmailAddresses>'
    '<t:PhysicalAddresses><t:Entry Key="Business"><t:Street>Weg 1</t:Street><t:City>Bonn</t:City></t:Entry>'
    '</t:PhysicalAddresses><t:PhoneNumbers><t:Entry Key="MobilePhone">+49 170 1234567</t:Entry></t:PhoneNumbers>'
)
CONTACT = (
    '<t:Contact><t:ItemId Id="AAk1" ChangeKey="c1"/><t:ParentFolderId Id="AAf1"/>'
    '<t:Body BodyType="Text">Notiz&#13;&#10;zwei</t:Body><t:Categories><t:String>Kunden</t:String></t:Categories>'
    f"{_PHOTO}{_property(_PREFIX, 'Dr.')}{_property(_MARKER, MARK)}{_property(_KEY, 'a2V5')}"
    "<t:FileAs>King, Ada</t:FileAs><t:DisplayName>Ada King</t:DisplayName><t:GivenName>Ada</t:GivenName>"
    f"<t:CompanyName>Werk</t:CompanyName>{_ENTRIES}<t:Birthday>1815-12-10T11:59:00Z</t:Birthday>"
    "<t:JobTitle>Leitung</t:JobTitle><t:PostalAddressIndex>Business</t:PostalAddressIndex>"
    "<t:Surname>King</t:Surname></t:Contact>"
)
BARE = '<t:Contact><t:ItemId Id="AAk1" ChangeKey="c1"/></t:Contact>'
FOUND = f"<m:Items>{CONTACT}</m:Items>"
READ = answer("GetItem", FOUND, "ErrorItemNotFound")
ONE = answer("GetItem", FOUND)
_FOLDER = (
    '<t:ContactsFolder><t:FolderId Id="{}" ChangeKey="f"/><t:FolderClass>IPF.Contact</t:FolderClass>'
    "<t:DisplayName>Kontakte</t:DisplayName><t:TotalCount>3</t:TotalCount>"
    + _property('PropertyTag="0x10f4" PropertyType="Boolean"', "false")
    + "</t:ContactsFolder>"
)


def page(*folders: str) -> str:
    listed = f"<t:Folders>{''.join(_FOLDER.format(one) for one in folders)}</t:Folders>"
    return f'<m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true">{listed}</m:RootFolder>'


FOLDERS = answer("FindFolder", page("AAf1"), page())
OWN = answer("GetFolder", f"<m:Folders>{_FOLDER.format('AAf1')}</m:Folders>")
SYNC = answer(
    "SyncFolderItems",
    "<m:SyncState>s2</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes>"
    f'<t:Create>{BARE}</t:Create><t:Update><t:Contact><t:ItemId Id="AAk2" ChangeKey="c2"/></t:Contact></t:Update>'
    '<t:Delete><t:ItemId Id="AAk3" ChangeKey="c3"/></t:Delete></m:Changes>',
)
LOST = f'<m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true"><t:Items>{BARE}</t:Items></m:RootFolder>'
SEARCH = answer("FindItem", LOST)
WRITTEN = {name: answer(name, f"<m:Items>{BARE}</m:Items>") for name in ("CreateItem", "UpdateItem")}
DELETED = answer("DeleteItem", "")
PICTURE = answer(
    "GetAttachment",
    "<m:Attachments><t:FileAttachment><t:Content>R0lGODdh</t:Content></t:FileAttachment></m:Attachments>",
)
_CATEGORIES = base64.b64encode(b'<?xml version="1.0"?><categories><category name="Kunden"/></categories>').decode()
CATEGORIES = answer(
    "GetUserConfiguration", f"<m:UserConfiguration><t:XmlData>{_CATEGORIES}</t:XmlData></m:UserConfiguration>"
)

_RESPONSE = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_OUTER = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"


def discovered(account: str) -> str:
    spaces = 'xmlns:D="d" xmlns:C="c" xmlns:E="e"'
    response = f'<Response xmlns="{_RESPONSE}"><Account>{account}</Account></Response>'
    return f'<?xml version="1.0"?><Autodiscover xmlns="{_OUTER}" {spaces}>{response}</Autodiscover>'


SETTINGS = discovered(
    "<Action>settings</Action><Protocol><Type>EXPR</Type><EwsUrl>https://mail.acme.example/EWS/Exchange.asmx</EwsUrl>"
    "</Protocol><Protocol><Type>EXCH</Type><EwsUrl>https://in.acme.example/x.asmx</EwsUrl></Protocol>"
)
SENT_ON = discovered(
    "<Action>redirectUrl</Action><RedirectUrl>https://other.acme.example/autodiscover.xml</RedirectUrl>"
)
READDRESSED = discovered("<Action>redirectAddr</Action><RedirectAddr>eva@acme.example</RedirectAddr>")
