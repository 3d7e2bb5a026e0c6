/** The rules by which questions of a section are shown, as the server's `flow.py` has them. */

/** One condition; what earlier sections decide has come decided. */
export type Condition =
  | boolean
  | { question: string; kind: string; operator: string; value: string | number };
export type Rule = { key: string; join: string; conditions: Condition[] };
/** What was answered: one value, or several; nothing where it was not. */
export type Value = string | number | readonly string[] | undefined;
export type Values = ReadonlyMap<string, Value>;

/** Whether a condition holds; on what was not answered none does, not even "is not". */
export function conditionHolds(condition: Condition, given: Values): boolean {
  if (typeof condition === "boolean") return condition;
  const value = given.get(condition.question);
  if (value === undefined) return false;
  const { operator, value: wanted } = condition;
  if (operator === "answered") return true;
  if (operator === "is" || operator === "is_not") {
    const isEqual = Array.isArray(value) ? value.includes(String(wanted)) : value === wanted;
    return isEqual === (operator === "is");
  }
  // Dates are written so that they compare as words do.
  if (typeof value !== typeof wanted || Array.isArray(value)) return false;
  return operator === "at_least" ? value >= wanted : value <= wanted;
}

/** Whether a question is shown. */
export function holds(rule: Rule, given: Values): boolean {
  if (!rule.conditions.length) return true;
  const found = rule.conditions.map((condition) => conditionHolds(condition, given));
  return rule.join === "or" ? found.includes(true) : !found.includes(false);
}

/** The keys of the questions that are shown, in one pass from the first to the last. */
export function shownKeys(
  keys: readonly string[],
  rules: readonly Rule[],
  read: (key: string) => Value,
): Set<string> {
  const byKey = new Map(rules.map((rule) => [rule.key, rule]));
  const given = new Map<string, Value>();
  const found = new Set<string>();
  for (const key of keys) {
    const rule = byKey.get(key);
    if (rule && !holds(rule, given)) continue;
    found.add(key);
    given.set(key, read(key));
  }
  return found;
}
