/** The first folder of a kind: what every account has one of, whatever it is called there. */
import type { Kind } from '../core/kinds.js';

/** What Kerio calls the first folder of a kind, in the languages that it speaks. */
const FIRST: Partial<Readonly<Record<Kind | 'filters', RegExp>>> = {
  calendar: /^(?:calendar|kalend[aá]ř|kalender|calendrier|calendario|calendário|kalendarz|naptár|agenda|календарь)$/i,
  contacts: /^(?:contacts|kontakty|kontakte|contactos|contatti|contatos|contacten|névjegyek|kontakter|контакты)$/i,
  tasks: /^(?:tasks|úkoly|úlohy|aufgaben|tâches|tareas|attività|tarefas|taken|zadania|feladatok|uppgifter|задачи)$/i,
};

/** Whether a folder is the one of its kind that every account has. */
export function isFirstFolder(kind: Kind | 'filters', path: readonly string[]): boolean {
  return path.length === 1 && FIRST[kind]?.test(path[0] ?? '') === true;
}
