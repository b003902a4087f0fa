// What blocks can do, depending on where they stand: in a message, a modal or Home.

import { toast } from "./toast.js";

/** The context of blocks. `where` is {channel, ts} or {view}, as the server knows it. */
export function contextOf({ state, session }, surface, where, form) {
  const name = where.view ?? `${where.channel}/${where.ts}`;
  return {
    surface, form, names: state.names, memory: state.memory(name), file: (id) => state.file(id),
    act: async (element, blockId, chosen) => {
      const done = await session.act("press", { ...where, action_id: element.action_id, block_id: blockId, ...pressed(element, chosen) });
      if (!done.ok && done.problem) toast(done.problem);
      return done;
    },
  };
}

/** What was chosen, as {option} or {value}. */
function pressed(element, chosen) {
  if (element.type === "feedback_buttons") return { option: chosen.value };
  if (chosen.selected_option) return { option: chosen.selected_option.value };
  if (chosen.selected_date) return { value: chosen.selected_date };
  return {};
}
