/** What spoils a file that Outlook wrote, and the kinds of findings it gives besides those the file has already. */
export const outlookFaults: Readonly<Record<string, string>> = {
  'cRef without the one of the tree': 'block-refcount',
  'client signature of a table': 'heap-client',
  'value of nobody': 'heap-leak item-size row-cell',
  'flags that the row does not have': 'flags-associated row-cell',
  'size without attachments': 'item-size row-cell',
  'attachment of another size': 'attachment-size row-cell',
  'attachment by value with a message': 'attachment-data exception-missing row-cell subnode-unused',
  'row of another item': 'table-row-id',
  'deleted date a day later': 'recurrence-dates row-cell',
  'FirstDateTime of the start': 'recurrence-first row-cell',
  'OccurrenceCount of an endless series': 'recurrence-count row-cell',
  'exception one minute later': 'exception-attachment exception-missing row-cell',
  'zone header too long': 'row-cell time-zone',
  'zone of another offset': 'recurrence-clip recurrence-start row-cell time-zone-mismatch',
  'folder with one item too many': 'folder-count row-cell',
};
