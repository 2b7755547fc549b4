const GIVEN = /(billing(?:":"|<\/name><value><string>))([\w+/=]+)/g;

/** A call with what an action of the add-on is given in plain sight, also of a call that has only begun to come. */
export const unpacked = (call: string): string =>
  call.replace(GIVEN, (_all, before: string, given: string) => before + Buffer.from(given, 'base64').toString());
