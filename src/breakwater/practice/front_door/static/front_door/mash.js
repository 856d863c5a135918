/* The MASH board. A row of links is one stop of the Tab key: the arrow keys walk it. Single keys only for people who switched
   them on (SG-32): j and k walk the cards, c allocates. None decides. */
(function () {
  "use strict";
  function toolbars(root) {
    Array.prototype.forEach.call(root.querySelectorAll("[data-bw-toolbar]"), function (bar) {
      var links = Array.prototype.slice.call(bar.querySelectorAll("a"));
      if (links.length < 2 || bar.getAttribute("role") === "toolbar") return;
      bar.setAttribute("role", "toolbar");
      function only(at) { links.forEach(function (link, place) { link.tabIndex = place === at ? 0 : -1; }); }
      only(Math.max(0, links.findIndex(function (link) { return link.hasAttribute("aria-current"); })));
      bar.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        var at = links.indexOf(event.target);
        if (at < 0 || !(step || event.key === "Home" || event.key === "End")) return;
        event.preventDefault();
        at = step ? (at + step + links.length) % links.length : event.key === "Home" ? 0 : links.length - 1;
        only(at);
        links[at].focus();
      });
    });
  }
  toolbars(document);

  /* A button of a card changes that card alone, and More asks for the rest of it. Without script the board is drawn again. */
  function change(card, method, address, values) {
    window.htmx.ajax(method, address, { target: card, swap: "outerHTML", values: values });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest(".mash-card button") : null;
    if (!button || !window.htmx) return;
    var card = button.closest(".mash-card");
    if (button.classList.contains("mash-more")) {
      var rest = card.querySelector(".mash-card__rest");
      if (rest) rest.hidden = !rest.hidden;
      else change(card, "GET", "/mash/contacts/" + card.id.slice(5) + "/card/", {});
      button.setAttribute("aria-expanded", String(Boolean(rest && !rest.hidden)));
    } else if (!button.name) {
      event.preventDefault();
      change(card, "POST", button.getAttribute("formaction"), Object.fromEntries(new FormData(document.getElementById("board-form"))));
    }
  });
  document.addEventListener("htmx:load", function (event) { toolbars(event.target.parentNode || document); });

  if (!document.body.hasAttribute("data-bw-keys")) return;
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
