// The inputs of a modal: what they hold, and what is wrong with it.

/** Inputs by their block and action; a view that is updated keeps what was typed. */
export class Form {
  constructor() {
    this.inputs = [];
  }

  add(block, element, handle) {
    this.inputs.push({ block: block.block_id, action: element.action_id, optional: Boolean(block.optional), ...handle });
  }

  /** block_id → action_id → text, option's value, several of them, or null. */
  values() {
    const values = {};
    for (const { block, action, read } of this.inputs) {
      values[block] = { ...values[block], [action]: bare(read()) };
    }
    return values;
  }

  /** What is wrong before anything is sent: inputs that must be filled in and aren't. */
  missing() {
    const empty = this.inputs.filter(({ optional, read }) => !optional && [null, ""].includes(firstOf(bare(read()))));
    return Object.fromEntries(empty.map(({ block }) => [block, "Please complete this required field."]));
  }

  /** Take over what was typed into another form, where the inputs are the same. */
  resume(other) {
    for (const each of this.inputs) {
      const old = other.inputs.find(({ block, action }) => block === each.block && action === each.action);
      const held = old?.read();
      if (held && each.write) each.write(held);
    }
  }

  /** Show what is wrong, and go to the first of it. */
  show(errors) {
    let first = null;
    for (const each of this.inputs) {
      const words = Object.hasOwn(errors, each.block) ? errors[each.block] : "";
      each.problem.textContent = words;
      if (words) first ??= each;
    }
    first?.focus();
  }
}

function firstOf(value) {
  return Array.isArray(value) ? value[0] ?? null : value;
}

function bare(held) {
  if (!held) return null;
  if ("selected_options" in held) return held.selected_options.map((option) => option.value);
  if ("selected_option" in held) return held.selected_option?.value ?? null;
  if ("selected_date" in held) return held.selected_date;
  return held.value;
}
