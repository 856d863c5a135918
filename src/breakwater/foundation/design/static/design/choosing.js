/* A long list of organisations is chosen by typing part of a name. Without script it is the plain list, which is what is sent. */
(function () {
  "use strict";

  function words(text) { return text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9 ]+/g, "").trim(); }

  function enhance(select) {
    if (select.multiple || select.hidden) return;
    var options = Array.prototype.slice.call(select.options);
    var box = document.createElement("input");
    var list = document.createElement("ul");
    var status = document.createElement("p");
    var active = -1;
    var shown = [];
    var id = select.id;
    var last = select.value;

    box.id = id;
    box.type = "text";
    box.className = "govuk-input bw-choosing__box";
    box.autocomplete = "off";
    box.spellcheck = false;
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", id + "-found");
    if (select.getAttribute("aria-describedby")) box.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
    box.placeholder = options[0] && !options[0].value ? options[0].text : "";
    list.id = id + "-found";
    list.className = "bw-choosing__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", (select.labels[0] || box).textContent.trim() || "Found");
    status.setAttribute("role", "status");
    tell("");
    select.id = id + "-list";
    select.hidden = true;

    function tell(said, look) {
      status.textContent = said;
      status.className = look || "govuk-visually-hidden";
    }

    function fromSelect() {
      var chosen = options[select.selectedIndex];
      box.value = chosen && chosen.value ? chosen.text : "";
    }

    function close() {
      list.hidden = true;
      active = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }

    function choose(option) {
      select.value = last = option ? option.value : "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      fromSelect();
      tell("");
      close();
    }

    function mark(at) {
      active = at;
      Array.prototype.forEach.call(list.children, function (item, place) { item.setAttribute("aria-selected", String(place === at)); });
      if (at < 0) { box.removeAttribute("aria-activedescendant"); return; }
      box.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    function find() {
      var parts = words(box.value).split(" ").filter(Boolean);
      shown = options.filter(function (option) {
        var name = words(option.text);
        return option.value && parts.every(function (part) { return name.indexOf(part) >= 0; });
      });
      list.textContent = "";
      shown.forEach(function (option, place) {
        var item = document.createElement("li");
        item.id = id + "-found-" + place;
        item.className = "bw-choosing__one";
        item.setAttribute("role", "option");
        item.textContent = option.text;
        item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(option); });
        list.appendChild(item);
      });
      list.hidden = !shown.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      mark(-1);
      tell(shown.length ? shown.length + " found" : "None found");
    }

    select.addEventListener("input", function () { last = select.value; fromSelect(); });
    box.addEventListener("input", function () { select.value = ""; find(); });
    box.addEventListener("click", function () { if (list.hidden) { box.select(); find(); } });
    box.addEventListener("blur", function () {
      if (select.value) { close(); return; }
      var typed = words(box.value);
      var exact = options.filter(function (option) { return option.value && words(option.text) === typed; });
      var nothing = box.value && exact.length !== 1;
      choose(exact.length === 1 ? exact[0] : null);
      if (nothing) tell("Nothing chosen", "govuk-hint");
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) find();
        if (shown.length) mark((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + shown.length) % shown.length);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        choose(shown[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        select.value = last;
        fromSelect();
        close();
      }
    });

    var wrap = document.createElement("div");
    wrap.className = "bw-choosing";
    select.parentNode.insertBefore(wrap, select);
    wrap.appendChild(box);
    wrap.appendChild(list);
    wrap.appendChild(status);
    wrap.appendChild(select);
    fromSelect();
  }

  function all(root) { Array.prototype.forEach.call(root.querySelectorAll("select[data-bw-choosing]"), enhance); }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
})();
