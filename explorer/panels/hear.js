// anywidget gives a model two seconds to load (runtime.ts of 0.11). In a slow browser, or beside much else, it takes longer:
// the widget is shown all the same, but every message of the kernel waits for a promise that was broken, and nobody says so.
// Then the messages are taken as ipywidgets itself takes them, and the state that was missed is asked for.

function hear({ model }) {
  model.widget_manager.get_model(model.get("own_id")).then(async (whole) => {
    const nothing = { content: { data: { method: "nothing" } } };
    try {
      await whole._handle_comm_msg(nothing);
    } catch {
      const { _handle_comm_msg: take } = Object.getPrototypeOf(whole.constructor).prototype;
      whole.comm.on_msg((message) => take.call(whole, message));
      whole.comm.send({ method: "request_state" }, whole.callbacks());
    }
  });
}

