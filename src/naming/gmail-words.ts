/**
 * Names that a label of its own cannot have at the top of a Gmail mailbox, lower case. Gmail refuses them, or its importers
 * take them for a system label: a folder called `Koš` would land in the trash and be gone after thirty days.
 */
const SYSTEM = [
  'inbox sent drafts draft spam trash unread starred important chat chats muted snoozed scheduled bin voicemail',
  'migrated todo todos buzz allmail archive archived updates social promotions forums opened',
].flatMap((line) => line.split(' '));
const SYSTEM_PHRASES = ['all mail', 'sent mail', '[gmail]', '[google mail]', '[imap]', '[mailbox]'];

/** The system labels as Gmail shows them in the languages of Kerio's customers. */
const LOCALISED: readonly string[] = [
  // Czech, Slovak
  ...['doručená pošta', 'odeslaná pošta', 'koncepty', 'koš', 'důležité', 's hvězdičkou'],
  ...['doručené', 'odoslané', 'rozpísané správy', 'kôš', 'dôležité', 's hviezdičkou'],
  // German, Dutch
  ...['posteingang', 'gesendet', 'entwürfe', 'papierkorb', 'wichtig', 'markiert'],
  ...['verzonden berichten', 'concepten', 'prullenbak', 'belangrijk', 'met ster'],
  // French, Italian, Spanish, Catalan, Portuguese, Romanian
  ...[
    'boîte de réception',
    'messages envoyés',
    'brouillons',
    'corbeille',
    'suivis',
    'favoris',
    'pourriel',
    'importants',
  ],
  ...['posta in arrivo', 'posta inviata', 'bozze', 'cestino', 'importanti', 'speciali'],
  ...['recibidos', 'enviados', 'borradores', 'papelera', 'importantes', 'destacados'],
  ...['enviats', 'esborranys', 'paperera', 'correu brossa', 'missatges destacats'],
  ...['caixa de entrada', 'e-mails enviados', 'correio enviado', 'rascunhos', 'lixeira', 'caixote do lixo'],
  ...['importante', 'com estrela', 'mesaje primite', 'mesaje trimise', 'mesaje nefinalizate', 'coș de gunoi'],
  // Polish, Hungarian, Slovenian, Croatian, Serbian
  ...['odebrane', 'wysłane', 'wersje robocze', 'kosz', 'ważne', 'oznaczone gwiazdką'],
  ...['beérkező levelek', 'elküldött levelek', 'piszkozatok', 'kuka', 'fontos', 'csillagozott'],
  ...['prejeto', 'poslano', 'osnutki', 'smetnjak', 'pomembno', 'vsiljena pošta', 'z zvezdico'],
  ...['pristigla pošta', 'poslana pošta', 'skice', 'otpad', 'važno', 'neželjena pošta', 'sa zvjezdicom'],
  ...['примљене', 'послате', 'недовршене', 'отпад', 'важно', 'непожељне', 'са звездицом'],
  // Russian, Ukrainian, Bulgarian
  ...['входящие', 'отправленные', 'черновики', 'корзина', 'важное', 'помеченные', 'спам'],
  ...['вхідні', 'надіслані', 'чернетки', 'кошик', 'важливо', 'із зірочкою'],
  ...['вх. поща', 'изпратени', 'чернови', 'кошче', 'със звезда'],
  // Swedish, Danish, Norwegian, Finnish
  ...['inkorgen', 'skickat', 'utkast', 'papperskorgen', 'viktigt', 'skräppost', 'stjärnmärkta'],
  ...['indbakke', 'sendte mails', 'kladder', 'papirkurv', 'vigtigt', 'stjernemarkerede'],
  ...['innboks', 'sendt e-post', 'viktig', 'søppelpost', 'stjernemerket'],
  ...['postilaatikko', 'lähetetyt viestit', 'luonnokset', 'roskakori', 'roskaposti', 'tärkeää', 'tähdellä merkityt'],
  // Baltic languages, Greek, Turkish
  ...['postkast', 'saadetud kirjad', 'mustandid', 'prügikast', 'rämpspost', 'oluline', 'tärniga'],
  ...['iesūtne', 'nosūtne', 'melnraksti', 'miskaste', 'mēstules', 'svarīgi', 'ar zvaigznīti'],
  ...['gautieji', 'išsiųsti laiškai', 'juodraščiai', 'šiukšliadėžė', 'šlamštas', 'svarbu', 'pažymėti žvaigždute'],
  ...['εισερχόμενα', 'απεσταλμένα', 'πρόχειρα', 'κάδος απορριμμάτων', 'ανεπιθύμητα', 'σημαντικά', 'με αστέρι'],
  ...['gelen kutusu', 'gönderilmiş postalar', 'taslaklar', 'çöp kutusu', 'önemli', 'yıldızlı'],
  // Japanese, Chinese, Korean
  ...['受信トレイ', '送信済みメール', '下書き', 'ゴミ箱', '迷惑メール', '重要', 'スター付き'],
  ...[
    '收件箱',
    '已发邮件',
    '草稿',
    '已删除邮件',
    '垃圾邮件',
    '已加星标',
    '收件匣',
    '寄件備份',
    '垃圾桶',
    '垃圾郵件',
    '已加星號',
  ],
  ...['받은편지함', '보낸편지함', '임시보관함', '휴지통', '스팸함', '중요', '별표편지함'],
];

const RESERVED: ReadonlySet<string> = new Set([...SYSTEM, ...SYSTEM_PHRASES, ...LOCALISED].map(comparable));

/** Whether a label of that name at the top of a Gmail mailbox is refused, or taken for a system label. */
export function isReservedInGmail(name: string): boolean {
  return RESERVED.has(comparable(name)) || /^category_/i.test(name);
}

function comparable(name: string): string {
  return name.normalize('NFC').toUpperCase();
}
