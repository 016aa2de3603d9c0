/** Small facts about this installation. Names are a closed set. */
export type SettingName = 'mail-tested-at' | 'mail-tested-address';

export interface SettingStore {
  get(name: SettingName): Promise<string | undefined>;
  /** At most 1,000 characters. */
  set(name: SettingName, value: string): Promise<void>;
}
