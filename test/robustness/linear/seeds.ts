/** Valid items of every kind that the program reads, with a piece of each thing their grammars know. */

const lines = (...text: readonly string[]): string => text.join('\r\n') + '\r\n';

export const mail = lines(
  'Return-Path: <a@b.example>',
  'Received: from a (b.example [192.0.2.1]) by c with ESMTP (TLS "x") id 1; Fri, 01 Mar 2024 10:00:00 +0100 (CET)',
  'Lines: 12',
  'Date: Fri, 01 Mar 2024 10:00:00 +0100',
  'From: "Nov\\"ak, Jan" <jan@b.example> (work)',
  'To: =?utf-8?Q?Petr_=C4=8Cern=C3=BD?= <p@c.example>, eva@d.example; undisclosed:;',
  'Cc: Žofie <z@b.example>',
  'Subject: =?utf-8?B?xI1hdQ==?= =?iso-8859-2?Q?=E8?= Řeč',
  'Message-ID: <1@b.example>',
  'Disposition-Notification-To: <a@b.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="x-1"; charset=utf-8;',
  ' name*0*=utf-8\'en\'%C4%8D; name*1=b; x="a\\"b"',
  '',
  'preamble',
  '--x-1',
  'Content-Type: multipart/alternative; boundary=y',
  '',
  '--y',
  'Content-Type: text/plain; charset=windows-1250',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'a=E8b=',
  'From c',
  '--y--',
  '--x-1',
  'Content-Type: application/pdf; name="=?utf-8?Q?a?="',
  'Content-Disposition: attachment; filename=a.pdf',
  'Content-Transfer-Encoding: base64',
  '',
  'QUJD=QUI=',
  '--x-1--',
);

const inMail = (type: string, ...content: readonly string[]): string =>
  lines('Subject: a', `Content-Type: ${type}; charset=utf-8`, '', ...content);

export const card = inMail(
  'text/vcard',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'UID:1',
  'FN:Jan Nov\\, ák',
  'N:Novák;Jan;;Ing.;',
  'ORG:Acme\\, Inc.;IT',
  'item1.EMAIL;TYPE=home,pref;X-A="b:c":jan@b.example',
  'item1.X-ABLabel:_$!<Home>!$_',
  'TEL;TYPE=cell:+420 1',
  'ADR;TYPE=work:;;Street 1\\nB;City;;1;CZ',
  'NOTE:first',
  ' second\\;',
  'stray',
  'CATEGORIES:a,b\\,c',
  'BDAY:1980-10-10',
  'REV:20200101T000000Z',
  'IMPP:xmpp:a',
  'X-FILE-AS:a\\n b',
  'X-SOCIALPROFILE;TYPE=twitter:https://a.example/b',
  'BEGIN:VCA',
  'FN:b',
  'END:VCARD',
);

export const oldCard = inMail(
  'text/x-vcard',
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N;CHARSET=windows-1250;ENCODING=QUOTED-PRINTABLE:Nov=E1k;Jan=',
  '=20b',
  'TEL;WORK;VOICE:1',
  'NOTE;QUOTED-PRINTABLE:a=0D=0A=',
  'b',
  'PHOTO;JPEG;ENCODING=BASE64:',
  'QUJD',
  'QUJD',
  '',
  'AGENT:',
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N:b,c',
  'END:VCARD',
  'REV:1',
  'END:VCARD',
);

export const newCard = inMail(
  'text/vcard',
  'BEGIN:VCARD',
  'VERSION:4.0',
  'FN;PREF=1:a',
  'KIND:group',
  'TEL;VALUE=uri;TYPE="voice,home":tel:+1;ext=2',
  'PHOTO:data:image/png;base64,QUJD',
  'GEO:geo:1.5,-2',
  'MEMBER:urn:uuid:1',
  'RELATED;TYPE=friend:b',
  'BEGIN:X-A',
  'X-B:1',
  'END:X-A',
  'END:VCARD',
);

export const event = inMail(
  'text/calendar',
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'METHOD:REQUEST',
  'BEGIN:VTIMEZONE',
  'TZID:Own/Zone 1',
  'X-LIC-LOCATION:Nowhere',
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20300101T000000Z',
  'RDATE:19720101T000000,19730101T000000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0117',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTAMP:20240101T000000Z',
  'DTSTART;TZID=Own/Zone 1:20240301T100000',
  'DURATION:PT1H30M',
  'SUMMARY;LANGUAGE="cs":a\\, b',
  'RRULE:FREQ=MONTHLY;COUNT=20;INTERVAL=1;BYDAY=1FR,2MO;BYSETPOS=1,-1;BYHOUR=1,2;BYMINUTE=0;WKST=MO',
  'EXDATE;TZID=Own/Zone 1:20240401T100000,20240501T100000',
  'RDATE;VALUE=PERIOD:20240601T100000Z/PT1H',
  'ORGANIZER;CN="A: B":mailto:a@b.example',
  'ATTENDEE;CN=C;PARTSTAT=ACCEPTED:mailto:c@d.example',
  'PRIORITY: 5 %',
  'ATTACH:cid:1@b',
  'BEGIN:VALARM',
  'ACTION:EMAIL',
  'TRIGGER;VALUE=DURATION:-PT15M',
  'END:VALARM',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:1',
  'RECURRENCE-ID;TZID=Own/Zone 1:20240401T100000',
  'DTSTART:20240401T110000',
  'DTEND:20240401T120000+0100',
  'LOCATION;ALTREP=http://a:80/b:Room',
  'DESCRIPTION:a',
  'Dial-in: 1',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:2',
  'DTSTART;VALUE=DATE:20240229',
  'RRULE:FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=29,-1',
  'EXRULE:FREQ=YEARLY;INTERVAL=2',
  'END:VEVENT',
  'END:VCALENDAR',
);

export const oldEvent = inMail(
  'text/x-vcalendar',
  'BEGIN:VCALENDAR',
  'VERSION:1.0',
  'BEGIN:VTODO',
  'DTSTART:20240301T100000Z',
  'DUE:20240302T100000Z',
  'SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-2:a=E8=',
  'b',
  'CATEGORIES:A;B',
  'RRULE:MP1 1+ SU 2- MO #5',
  'DALARM:20240301T095000Z;PT5M;2;Text',
  'PERCENT-COMPLETE:50',
  'END:VTODO',
  'END:VCALENDAR',
);

export const note = lines(
  'Subject: =?utf-8?Q?a_note?=',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<!-- c --><html><head><title>t</title></head><p class="x">a&amp;b<br>c <li>d</li></p><script>x</script > e',
);

export const richNote = lines(
  'Subject: a',
  'Content-Type: application/rtf',
  '',
  "{\\rtf1\\ansi\\ansicpg1250{\\fonttbl{\\f0\\fcharset238 A;}}\\f0 a\\'e8{\\b b}\\u269?\\par {\\*\\x c}\\bin2 ab}",
);

export const oldMail = lines(
  'From: a@b.example',
  'Subject: a',
  '',
  'text',
  'begin 644 a.vcf',
  '#0V%T',
  '`',
  'end',
  'more',
);

export const index = ['U0000000a F00000001 T65e1a000 D65e1a000 CIPM.Note', 'U0000000b F00000000 CIPM.Contact', ''].join(
  '\n',
);

export const status = 'T0 V65e1a000 G64590354-03bc-46fa-9d94-b5c19be217d7 Ajan@b.example lrsw Aanyone r\n';

export const filter = [
  'require ["fileinto", "vacation"];',
  '#!1 first rule',
  'if anyof (header :contains "Subject" ["a", "b\\"c"], not size :over 1K) {',
  '  fileinto "INBOX/P&AOE-";',
  '  redirect :copy "a@b.example"; keep;',
  '} elsif true { discard; }   ',
  '#!0 second',
  '/* comment */ vacation :days 7 :subject "out" text:',
  'I am away.',
  '..',
  '.',
  ';',
  '',
].join('\n');

export const config = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<config>',
  '  <table name="T"><variable name="A">1</variable><list name="L"><listitem></listitem></list></table>',
  '  <list name="User">',
  '    <listitem>',
  '      <variable name="Name">jan</variable>',
  '      <variable name="Domain">b.example</variable>',
  '      <variable name="FullName">Novák &amp; &#65;, Jan</variable>',
  '      <variable name="MailAddress">j,jan.n; x@b.example</variable>',
  '      <list name="Groups"><listitem><variable name="Name">g</variable></listitem></list>',
  '    </listitem>',
  '  </list>',
  '  <list name="Group">',
  '    <listitem><variable name="Name">g</variable><variable name="Domain">b.example</variable></listitem>',
  '  </list>',
  '  <!-- comment --><![CDATA[x]]>',
  '  <list name="Alias">',
  '    <listitem><variable name="Lhs">info</variable><variable name="DeliverTo">jan,eva@x.example</variable></listitem>',
  '  </list>',
  '</config>',
  '',
].join('\n');

export const users =
  'source;source_password;target\r\njan@b.example;"a;""b";jan@c.example\r\n# none\r\neva@b.example;;\r\n';

export const usersCsv = 'Name;FullName;MailAddress;Groups\r\njan;"Novák; ""Jan""";j,k;g\r\neva;Eva;;\r\n';

export const responses = lines(
  '* 12 EXISTS',
  '* OK [UIDVALIDITY 3] done {3}',
  '* SEARCH 1 2 3',
  '* 1 FETCH (UID 5 FLAGS (\\Seen $x) BODY[HEADER.FIELDS (DATE)] {3}',
  'abc X ((a "b\\"c") NIL) INTERNALDATE "01-Mar-2024 10:00:00 +0100")',
  'K1 NO [APPENDUID 3 1:3,9] message exceeds the size limit, backoff time: 5 ms',
  '+ go on',
);

export const ledger =
  '{"folder":["INBOX","a"],"uid":1,"kind":"mail","bytes":3,"receivedAt":"2024-03-01T09:00:00Z","flags":["\\\\Seen"],"rawFlags":"00000001","result":"exported","reason":null,"file":"mail/a.mbox","offset":0,"length":3,"dateFrom":"Date","notes":["b"]}\n' +
  '{"folder":["INBOX","c"],"uid":"x","kind":"mail","bytes":3,"receivedAt":null,"flags":[],"rawFlags":null,"result":"failed","reason":"c","file":null,"offset":null,"length":null,"dateFrom":null}\n';

export const journal =
  '{"box":1,"name":"INBOX","validity":"3"}\n{"src":2,"path":["INBOX"],"validity":null}\n{"b":1,"s":2,"send":[[1,"<k>"]]}\n' +
  '{"b":1,"s":2,"stored":[[1,5,"\\\\Seen"]]}\n{"b":1,"s":2,"notes":[[1,"n"]]}\n{"b":1,"s":2,"flags":[[1,"x"]]}\n';

export const folderName = 'Pr&AOE-ce/2019&-.x (a)~ #1';

export const acl = 'Aeva@b.example lrsw\r\nAanyone lr\nsales team@b.example=lrs\nversion 2\n';
