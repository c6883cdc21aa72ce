/** Windows' numbers of charsets, by the lower-case names that `src/message/charset.ts` uses. */
const codePages = new Map<string, number>([
  ['utf-8', 65001],
  ['windows-874', 874],
  ['shift_jis', 932],
  ['gb2312', 936],
  ['gbk', 936],
  ['euc-kr', 949],
  ['ks_c_5601-1987', 949],
  ['big5', 950],
  ['windows-1250', 1250],
  ['windows-1251', 1251],
  ['windows-1252', 1252],
  ['windows-1253', 1253],
  ['windows-1254', 1254],
  ['windows-1255', 1255],
  ['windows-1256', 1256],
  ['windows-1257', 1257],
  ['windows-1258', 1258],
  ['koi8-r', 20866],
  ['koi8-u', 21866],
  ['iso-8859-2', 28592],
  ['iso-8859-3', 28593],
  ['iso-8859-4', 28594],
  ['iso-8859-5', 28595],
  ['iso-8859-6', 28596],
  ['iso-8859-7', 28597],
  ['iso-8859-8', 28598],
  ['iso-8859-9', 28599],
  ['iso-8859-13', 28603],
  ['iso-8859-15', 28605],
  ['iso-2022-jp', 50220],
  ['euc-jp', 51932],
  ['gb18030', 54936],
]);

export const utf8CodePage = 65001;

/** The code page of a charset; null for one that Windows does not have. */
export function codePageOf(charset: string): number | null {
  return codePages.get(charset) ?? null;
}
