/* Keys on the MASH board, only for people who switched them on (SG-32): j and k walk the cards, c claims. None decides. */
(function () {
  "use strict";
  function cards() { return Array.prototype.slice.call(document.querySelectorAll("[data-mash-card]")); }
  function here(all) {
    var item = document.activeElement && document.activeElement.closest ? document.activeElement.closest(".mash-card") : null;
    return item ? all.findIndex(function (each) { return item.contains(each); }) : -1;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    if (document.querySelector("dialog[open]")) return;
    var all = cards();
    var at = here(all);
    if (event.key === "j" || event.key === "k") {
      var next = all[event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0)];
      if (next) { event.preventDefault(); next.focus(); next.closest(".mash-card").scrollIntoView({ block: "nearest" }); }
    }
    if (event.key === "c" && at >= 0) {
      var claim = all[at].closest(".mash-card").querySelector("[data-mash-claim]");
      if (claim) { event.preventDefault(); claim.click(); }
    }
  });
})();
