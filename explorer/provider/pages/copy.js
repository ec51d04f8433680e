const came = document.getElementById("came");
const said = document.getElementById("said");

document.getElementById("copy")?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(came.value);
    said.textContent = "Copied.";
  } catch {
    came.focus();
    came.select();
    said.textContent = "This browser keeps its clipboard closed. The text is selected: press Ctrl+C, on a Mac Cmd+C.";
  }
});
