/** The components that stand for an item of a calendar, tasks or journal folder. */
export type EntryKind = 'VEVENT' | 'VTODO' | 'VJOURNAL';
