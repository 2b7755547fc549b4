/** The same function, asked once for each object. */
export const once = <Key extends object, Value>(make: (key: Key) => Value): ((key: Key) => Value) =>
  remembering(new WeakMap<Key, Value>(), make);

/** The same for texts, each remembered as long as the function itself. */
export const onceByText = <Key extends string, Value>(make: (key: Key) => Value): ((key: Key) => Value) =>
  remembering(new Map<Key, Value>(), make);

function remembering<Key, Value>(
  made: { get: (key: Key) => Value | undefined; set: (key: Key, value: Value) => unknown },
  make: (key: Key) => Value,
): (key: Key) => Value {
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
