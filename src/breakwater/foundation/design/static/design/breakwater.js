/* Breakwater's own script. Every page works without it. On public pages it stores nothing at all. */
(function () {
  "use strict";

  var body = document.body;
  var isPublic = body.classList.contains("bw-public");

  if (window.GOVUKFrontend) window.GOVUKFrontend.initAll();
  document.addEventListener("htmx:load", function (event) {
    if (window.GOVUKFrontend && event.target !== body) window.GOVUKFrontend.initAll({ scope: event.target });
  });

  /* ---- What a choice hides is sent only where it was entered just now: the server then asks which is meant. What was there
     already, or stands under a tick that was taken away, went out of sight by the person's own hand, and goes. ---- */

  function isHidden(box) {
    return Boolean(box.closest(".govuk-radios__conditional--hidden, .govuk-checkboxes__conditional--hidden"));
  }

  function isAsDrawn(box) {
    if (box.type === "checkbox" || box.type === "radio") return box.checked === box.defaultChecked;
    if (!box.options) return box.value === box.defaultValue;
    return Array.prototype.every.call(box.options, function (option, at) {
      var drawn = Array.prototype.some.call(box.options, function (each) { return each.defaultSelected; });
      return option.selected === (drawn ? option.defaultSelected : at === 0);
    });
  }

  document.addEventListener("formdata", function (event) {
    if (!body.classList.contains("govuk-frontend-supported")) return;
    var boxes = Array.prototype.filter.call(event.target.elements, function (box) { return box.name && !box.disabled; });
    boxes.forEach(function (box) {
      if (!isHidden(box) || !(isAsDrawn(box) || box.closest(".govuk-checkboxes__conditional--hidden"))) return;
      event.formData.delete(box.name);
      boxes.forEach(function (other) { // the same question may stand under the choice that was made as well
        var isSent = other.name === box.name && !isHidden(other) && (!/^(checkbox|radio)$/.test(other.type) || other.checked);
        if (isSent && !/^(file|submit|button)$/.test(other.type)) event.formData.append(other.name, other.value);
      });
    });
  });

  /* ---- Leaving at once: the button, or Shift three times. Empties every form and takes this page's place. ---- */

  var exit = document.querySelector("[data-bw-exit]");
  if (exit) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-bw-with-script]"), function (words) { words.hidden = false; });
    var presses = 0;
    var lastPress = 0;
    var leave = function () {
      body.classList.add("bw-leaving");
      document.title = "\u2026";
      Array.prototype.forEach.call(document.querySelectorAll("input, textarea, select"), function (box) {
        if (box.type === "checkbox" || box.type === "radio") box.checked = false;
        else if (box.type !== "submit" && box.type !== "button") box.value = "";
      });
      window.location.replace(exit.href);
    };
    exit.addEventListener("click", function (event) {
      event.preventDefault();
      leave();
    });
    document.addEventListener("keydown", function (event) {
      if (event.repeat) return;
      if (event.key !== "Shift") { presses = 0; return; }
      presses = event.timeStamp - lastPress < 5000 ? presses + 1 : 1;
      lastPress = event.timeStamp;
      if (presses >= 3) leave();
    });
  }
  /* ---- On a telephone the menu is folded behind its button. Without script the button is a link to it. ---- */

  var menuButton = document.querySelector("[data-bw-menu]");
  if (menuButton) {
    var menu = document.getElementById("bw-menu");
    var fold = function (isOpen) {
      menu.classList.toggle("bw-menu--open", isOpen);
      menuButton.setAttribute("aria-expanded", String(isOpen));
    };
    menuButton.setAttribute("role", "button");
    menuButton.setAttribute("aria-controls", "bw-menu");
    fold(false);
    menuButton.addEventListener("click", function (event) {
      event.preventDefault();
      fold(!menu.classList.contains("bw-menu--open"));
    });
    menuButton.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      menuButton.click();
    });
    menu.querySelector("[data-bw-menu-close]").addEventListener("click", function () { fold(false); });
  }

  if (isPublic) {
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) window.location.reload();
    });
    return;
  }

  /* ---- Staff pages only from here. ---- */

  var who = body.getAttribute("data-bw-who") || "";
  var store = null;
  try { store = window.sessionStorage; } catch (refused) { store = null; }
  var PREFIX = "bw-typed:";
  var lastContact = Date.now();

  function contactMade() { lastContact = Date.now(); }

  function post(url, data) {
    return window.fetch(url, {
      method: "POST", body: data, credentials: "same-origin", redirect: "manual",
      headers: { "X-Requested-With": "fetch", "X-CSRFToken": tokenOf(data) }
    });
  }

  function tokenOf(data) {
    var own = data && data.get ? data.get("csrfmiddlewaretoken") : null;
    var any = document.querySelector("input[name=csrfmiddlewaretoken]");
    return own || (any ? any.value : "");
  }

  function timeNow() {
    return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }

  /* Typed text: saved to the server as it is typed, and kept in this tab until the server has it. */

  /* Named by where the form is sent, so that the page that refuses it finds what the page that asked kept. */
  function keyOf(form) {
    var to = new URL(form.getAttribute("action") || "", window.location.href);
    return PREFIX + to.pathname + "#" + (form.id || form.getAttribute("name") || "form");
  }

  function typedIn(form) {
    var typed = Object.create(null);
    Array.prototype.forEach.call(form.elements, function (box) {
      var kind = box.type;
      if (!box.name || box.name === "csrfmiddlewaretoken" || /^(file|password|submit|button|reset)$/.test(kind)) return;
      if (kind === "hidden") return;
      if ((kind === "checkbox" || kind === "radio") && !box.checked) return;
      (typed[box.name] = typed[box.name] || []).push(box.value);
    });
    return typed;
  }

  function putBack(form, typed) {
    Array.prototype.forEach.call(form.elements, function (box) {
      if (!box.name || /^(file|password|submit|button|reset|hidden)$/.test(box.type)) return;
      var values = typed[box.name] || [];
      if (box.type === "checkbox" || box.type === "radio") {
        var checked = values.indexOf(box.value) >= 0;
        if (box.checked !== checked) { box.checked = checked; box.dispatchEvent(new Event("click", { bubbles: true })); box.checked = checked; }
      } else if (values.length) {
        box.value = values.shift();
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (broken) { return null; }
  }

  function keep(key, entry) {
    if (!store) return;
    try { store.setItem(key, JSON.stringify(entry)); } catch (full) { /* the server still has the last saved text */ }
  }

  function keptKeys() {
    var keys = [];
    for (var at = 0; store && at < store.length; at += 1) {
      if (store.key(at).indexOf(PREFIX) === 0) keys.push(store.key(at));
    }
    return keys;
  }

  /* Boxes of a form that the server does not keep as they are typed stay in this tab. */
  function hasRest(form, typed) {
    var own = (form.getAttribute("data-autosave-rest") || "").split(" ").filter(Boolean);
    return Object.keys(typed).some(function (name) {
      return typed[name].some(Boolean) && own.some(function (start) { return name.indexOf(start) === 0; });
    });
  }

  function forgetAll() { keptKeys().forEach(function (key) { store.removeItem(key); }); }

  /* What was sent and taken leads to another address. The form again, a fault or no connection do not: then the words stay. */
  var arrival = window.performance.getEntriesByType("navigation")[0];
  var cameFrom = document.referrer ? new URL(document.referrer).pathname : "";
  function wasTaken(entry) {
    return entry.sent && arrival && arrival.redirectCount > 0 && (!cameFrom || cameFrom === entry.from);
  }

  /* Another person's text never comes back, and text that was taken is done with. */
  keptKeys().forEach(function (key) {
    var entry = read(key);
    if (!entry || entry.who !== who || wasTaken(entry)) store.removeItem(key);
  });

  Array.prototype.forEach.call(document.querySelectorAll("form[data-autosave]"), function (form) {
    var url = form.getAttribute("data-autosave");
    var key = keyOf(form);
    var status = form.querySelector("[data-autosave-status]");
    var timer = null;
    var unsavedSince = 0;

    if (!status) {
      status = document.createElement("p");
      status.className = "bw-status-line";
      form.appendChild(status);
    }
    status.setAttribute("role", "status");

    function say(words) { if (status.textContent !== words) status.textContent = words; }

    /* What the server holds now is what this page was drawn from, so that only another's change counts as one. */
    function agree(answer) {
      ["revision", "drawn"].forEach(function (name) {
        var box = form.querySelector("input[type=hidden][name=" + name + "]");
        var held = answer.headers.get("X-" + name);
        if (box && held) box.value = held;
      });
    }

    function words() {
      var data = new FormData(form);
      Array.prototype.forEach.call(form.querySelectorAll("input[type=file], input[type=password]"), function (box) { data.delete(box.name); });
      return data;
    }

    function save() {
      timer = null;
      unsavedSince = 0;
      var typed = typedIn(form);
      if (!url) { say("Kept in this tab until you send it."); return; }
      var data = words();
      post(url, data).then(function (answer) {
        if (answer.ok) {
          contactMade();
          if (hasRest(form, typed)) keep(key, { who: who, at: timeNow(), typed: typed });
          else if (store) store.removeItem(key);
          agree(answer);
          say("Saved at " + timeNow());
        } else if (answer.status === 409) {
          say("Someone else changed this meanwhile. Your words are kept in this tab: press the button to see both.");
        } else if (answer.status === 422) {
          say("Not all of it is saved yet: something is missing or too long. Press the button to see what.");
        } else if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
          say("You have been signed out. Your words are kept in this tab: sign in again, then open this page.");
        } else {
          say("Not saved yet. Your words are kept in this tab, and we will try again.");
          timer = window.setTimeout(save, 5000);
        }
      }).catch(function () {
        say("No connection. Your words are kept in this tab, and we will try again.");
        timer = window.setTimeout(save, 5000);
      });
      keep(key, { who: who, at: timeNow(), typed: typed });
    }

    function changed() {
      keep(key, { who: who, at: timeNow(), typed: typedIn(form) });
      /* A pause saves; who types without one is saved every five seconds all the same. */
      if (!unsavedSince) unsavedSince = Date.now();
      if (timer) window.clearTimeout(timer);
      timer = window.setTimeout(save, Math.max(0, Math.min(1500, unsavedSince + 5000 - Date.now())));
    }

    var entry = store ? read(key) : null;
    var drawnAgain = document.querySelector(".govuk-error-summary") || form.hasAttribute("data-drawn-again");
    if (entry && entry.typed && !drawnAgain && JSON.stringify(entry.typed) !== JSON.stringify(typedIn(form))) {
      if (entry.sent) offer(form, entry, key, changed);
      else { putBack(form, entry.typed); say("We put back what you typed at " + entry.at + "."); }
    }
    if (entry && entry.sent && drawnAgain) keep(key, { who: who, at: entry.at, typed: typedIn(form) });

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", function () {
      if (timer) window.clearTimeout(timer);
      timer = null;
      keep(key, { who: who, at: timeNow(), typed: typedIn(form), sent: true, from: window.location.pathname });
    });
    window.addEventListener("pagehide", function () {
      if (url && timer && navigator.sendBeacon) navigator.sendBeacon(url, words());
    });
  });

  /* Forms that are not saved as they are typed: kept when the person is signed out for being away, put back when they return. */
  var plain = Array.prototype.filter.call(document.querySelectorAll("form[method=post]"), function (form) {
    return !form.hasAttribute("data-autosave") && form.querySelector("textarea, input[type=text], input[type=radio], input[type=checkbox], select");
  });
  function plainKey(form, place) { return PREFIX + window.location.pathname + "#away-" + (form.id || place); }
  plain.forEach(function (form, place) {
    var key = plainKey(form, place);
    var entry = store ? read(key) : null;
    if (!entry || !entry.typed) return;
    store.removeItem(key);
    if (document.querySelector(".govuk-error-summary")) return;
    putBack(form, entry.typed);
    var words = document.createElement("p");
    words.className = "bw-status-line";
    words.setAttribute("role", "status");
    words.textContent = "We put back what you typed at " + entry.at + ". It is not sent yet.";
    form.insertBefore(words, form.firstChild);
  });
  var asDrawn = plain.map(function (form) { return JSON.stringify(typedIn(form)); });
  function keepPlain() {
    plain.forEach(function (form, place) {
      var typed = typedIn(form);
      if (JSON.stringify(typed) !== asDrawn[place]) keep(plainKey(form, place), { who: who, at: timeNow(), typed: typed });
    });
  }

  function offer(form, entry, key, changed) {
    var panel = document.createElement("div");
    panel.className = "bw-panel";
    panel.setAttribute("role", "status");
    var words = document.createElement("p");
    words.className = "govuk-body";
    words.textContent = "You typed this at " + entry.at + " and we cannot tell whether it was recorded. ";
    panel.appendChild(words);
    [["Put back what I typed", true], ["It was recorded, forget it", false]].forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "govuk-button govuk-button--secondary";
      button.textContent = choice[0];
      button.addEventListener("click", function () {
        if (choice[1]) { putBack(form, entry.typed); changed(); } else store.removeItem(key);
        panel.remove();
      });
      panel.appendChild(button);
      panel.appendChild(document.createTextNode(" "));
    });
    form.insertBefore(panel, form.firstChild);
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-bw-forget]"), function (form) {
    form.addEventListener("submit", forgetAll);
  });

  /* Still here? Asked a minute before the session ends; working counts as being here. */
  var idle = document.getElementById("bw-idle");
  if (idle && idle.showModal) {
    var limit = Number(idle.getAttribute("data-bw-idle")) * 1000;
    var grace = 60000;
    var lastTouched = 0;
    var hasLeft = false;
    var stay = function () {
      var data = new FormData();
      data.append("csrfmiddlewaretoken", tokenOf(null));
      return post(idle.getAttribute("data-keep-alive"), data).then(function (answer) {
        if (answer.ok) { contactMade(); if (idle.open) idle.close(); }
      }).catch(function () { /* asked again at the next tick */ });
    };
    document.addEventListener("keydown", function () { lastTouched = Date.now(); });
    document.addEventListener("pointerdown", function () { lastTouched = Date.now(); });
    document.addEventListener("htmx:afterRequest", contactMade);
    idle.querySelector("[data-bw-stay]").addEventListener("click", stay);
    idle.addEventListener("cancel", function (event) { event.preventDefault(); stay(); });
    window.setInterval(function () {
      var quiet = Date.now() - lastContact;
      if (quiet > limit / 3 && lastTouched > lastContact && !idle.open) { lastTouched = 0; stay(); }
      if (hasLeft) return;
      if (quiet > limit + grace) { hasLeft = true; keepPlain(); window.location.assign(idle.getAttribute("data-signed-out")); return; }
      if (quiet > limit) {
        if (!idle.open) idle.showModal();
        var left = Math.max(0, Math.ceil((limit + grace - quiet) / 1000));
        idle.querySelector("[data-bw-idle-left]").textContent = left > 10 ? Math.ceil(left / 10) * 10 + " seconds" : "a few seconds";
      }
    }, Math.min(5000, limit / 4));
  }

  /* Asking before something that cannot be undone. Without this script the link opens a page that asks. */
  document.addEventListener("click", function (event) {
    var opener = event.target.closest ? event.target.closest("[data-bw-opens]") : null;
    var closer = event.target.closest ? event.target.closest("[data-bw-closes]") : null;
    var dialog = opener ? document.getElementById(opener.getAttribute("data-bw-opens")) : null;
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    if (closer) { event.preventDefault(); closer.closest("dialog").close(); }
  });

  /* Single keys, only for people who have switched them on. */
  if (body.hasAttribute("data-bw-keys")) {
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "radio" || event.target.isContentEditable) return;
      if (document.querySelector("dialog[open]")) return;
      var target = Array.prototype.find.call(document.querySelectorAll("[data-bw-key]"), function (each) {
        return each.getAttribute("data-bw-key") === event.key;
      });
      if (!target) return;
      event.preventDefault();
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) target.focus();
      if (!/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.type === "radio") target.click();
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-bw-print]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
