/** Small facts about this installation. Names are a closed set. */
export type SettingName =
  | 'mail-tested-at'
  | 'mail-tested-address'
  /** Entries of the log before this one were sealed to whoever may open them. */
  | 'sealed-up-to'
  /** Entries before this one were erased where that was due. */
  | 'erased-up-to';

export interface SettingStore {
  get(name: SettingName): Promise<string | undefined>;
  /** At most 1,000 characters. */
  set(name: SettingName, value: string): Promise<void>;
}
