/* Counts the words of a reason while it is written. Without this script the server counts. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("[data-mash-words]"), function (box) {
    var least = Number(box.getAttribute("data-mash-words"));
    var line = document.createElement("p");
    line.className = "govuk-hint";
    line.setAttribute("aria-live", "polite");
    box.insertAdjacentElement("afterend", line);
    function count() {
      var words = (box.value.match(/\S+/g) || []).length;
      var text = words < least ? words + " of " + least + " words" : words + " words, enough";
      if (line.textContent !== text) line.textContent = text;
    }
    box.addEventListener("input", count);
    count();
  });
})();
