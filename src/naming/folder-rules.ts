/** `--map`: what folders are to be called, by their paths with `/` between levels. */
export type FolderRules = ReadonlyMap<string, string>;
