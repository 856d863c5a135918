/* The editor of rich text: ProseMirror over a <textarea data-bw-rich>, which keeps the text as plain text with marks
   (foundation/design/rich_text.py). Without script the textarea is there as it is. [data-bw-rich-desk] says where links and
   pictures of the site are asked for. */
(function () {
  "use strict";
  var P = window.ProseMirror;
  var boxes = document.querySelectorAll("textarea[data-bw-rich]");
  if (!P || !boxes.length) return;
  var desk = document.querySelector("[data-bw-rich-desk]");
  var linksAt = desk ? desk.getAttribute("data-links") : "";
  var picturesAt = desk ? desk.getAttribute("data-pictures") : "";
  var TO = "(?:https?:\\/\\/|mailto:|\\/(?![\\/\\\\]))[^\\s()<>\"]{0,300}";
  var LINK = "\\[([^\\]\\[]{1,200})\\]\\((" + TO + ")\\)";
  var ADDRESS = new RegExp("^" + TO + "$");
  var ASKED = { credentials: "same-origin", headers: { "Accept": "application/json" } };
  var OURS = /^\/pictures\/(?:[\w-][\w.-]{0,200}\/){0,4}[\w-][\w.-]{0,200}$/;

  var tables = P.tableNodes({ tableGroup: "block", cellContent: "paragraph", cellAttributes: {} });
  var schema = new P.Schema({
    nodes: Object.assign({
      doc: { content: "block+" },
      paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: function () { return ["p", { class: "govuk-body" }, 0]; } },
      heading: {
        group: "block", content: "text*", marks: "", defining: true, attrs: { level: { default: 2 } },
        parseDOM: [1, 2, 3, 4, 5, 6].map(function (at) { return { tag: "h" + at, attrs: { level: at <= 2 ? 2 : 3 } }; }),
        toDOM: function (node) { return ["h" + node.attrs.level, { class: node.attrs.level === 2 ? "govuk-heading-m" : "govuk-heading-s" }, 0]; }
      },
      bullet_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: function () { return ["ul", { class: "govuk-list govuk-list--bullet" }, 0]; } },
      ordered_list: {
        group: "block", content: "list_item+", attrs: { begins: { default: 1 } },
        parseDOM: [{ tag: "ol", getAttrs: function (dom) { return { begins: Math.max(1, Number(dom.getAttribute("start")) || 1) }; } }],
        toDOM: function (node) { return ["ol", node.attrs.begins > 1 ? { class: "govuk-list govuk-list--number", start: node.attrs.begins } : { class: "govuk-list govuk-list--number" }, 0]; }
      },
      list_item: { content: "paragraph (bullet_list | ordered_list)*", defining: true, parseDOM: [{ tag: "li" }], toDOM: function () { return ["li", 0]; } },
      picture: {
        group: "block", atom: true, draggable: true, attrs: { src: {}, alt: {} },
        parseDOM: [{ tag: "img[src]", getAttrs: function (dom) { return OURS.test(dom.getAttribute("src")) && { src: dom.getAttribute("src"), alt: dom.getAttribute("alt") || "" }; } }],
        toDOM: function (node) { return ["img", { src: node.attrs.src, alt: node.attrs.alt, class: "bw-rich__picture" }]; }
      },
      hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: function () { return ["br"]; } },
      text: { group: "inline" }
    }, tables),
    marks: {
      link: {
        inclusive: false, attrs: { href: {} },
        parseDOM: [{ tag: "a[href]", getAttrs: function (dom) { return ADDRESS.test(dom.getAttribute("href")) && { href: dom.getAttribute("href") }; } }],
        toDOM: function (mark) { return ["a", { class: "govuk-link", href: mark.attrs.href }, 0]; }
      },
      strong: {
        parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: function (dom) { return dom.style.fontWeight !== "normal" && null; } }, { style: "font-weight=bold" }, { style: "font-weight=700" }],
        toDOM: function () { return ["strong", 0]; }
      }
    }
  });
  var N = schema.nodes;

  /* From the kept text to the editor's document, as rich_text.parse reads it. */

  function inline(text, marks) {
    var made = [], at = 0, found, pattern = new RegExp(LINK + "|\\*\\*([^*]{1,400})\\*\\*|<br>", "g");
    function words(upTo) { if (upTo > at) made.push(schema.text(text.slice(at, upTo), marks)); }
    while ((found = pattern.exec(text))) {
      words(found.index);
      at = found.index + found[0].length;
      if (found[1]) made = made.concat(inline(found[1], schema.marks.link.create({ href: found[2] }).addToSet(marks)));
      else if (found[3]) made = made.concat(inline(found[3], schema.marks.strong.create().addToSet(marks)));
      else made.push(N.hard_break.create());
    }
    words(text.length);
    return made;
  }

  function paragraph(text) { return N.paragraph.create(null, inline(text, [])); }

  function cellsOf(row) {
    return row.trim().slice(1, -1).split(/(?<!\\)\|/).map(function (cell) { return cell.trim().replace(/\\\|/g, "|"); });
  }

  function table(rows) {
    var split = rows.map(cellsOf);
    var wide = Math.max.apply(null, split.map(function (row) { return row.length; }));
    return N.table.create(null, split.map(function (row, number) {
      while (row.length < wide) row.push("");
      return N.table_row.create(null, row.map(function (cell) { return (number ? N.table_cell : N.table_header).create(null, paragraph(cell)); }));
    }));
  }

  /* Lines are {depth, kind, text}; a deeper one belongs to the item before it. */
  function list(lines) {
    var kind = lines[0].kind, items = [], at = 0;
    while (at < lines.length) {
      var below = at + 1;
      while (below < lines.length && lines[below].depth > lines[at].depth) below += 1;
      var inner = [paragraph(lines[at].text)], rest = lines.slice(at + 1, below), from = 0;
      while (from < rest.length) {
        var to = from + 1;
        while (to < rest.length && (rest[to].depth > rest[from].depth || rest[to].kind === rest[from].kind)) to += 1;
        inner.push(list(rest.slice(from, to)));
        from = to;
      }
      items.push(N.list_item.create(null, inner));
      at = below;
    }
    return kind === "list" ? N.bullet_list.create(null, items) : N.ordered_list.create({ begins: lines[0].number }, items);
  }

  function kindOf(line) {
    var found;
    if (line[0] === "#") return { kind: /^#{1,2}(?!#)/.test(line) ? "h2" : "h3", text: line.replace(/^[# ]+/, "").trim() };
    if ((found = /^[-*•]\s+(.*)$/.exec(line))) return { kind: "list", text: found[1].trim() };
    if ((found = /^(\d{1,3})[.)]\s+(.*)$/.exec(line))) return { kind: "numbers", text: found[2].trim(), number: Math.max(1, Number(found[1])) };
    if (line.length > 1 && line[0] === "|" && line[line.length - 1] === "|") return { kind: "table", text: line };
    if ((found = /^!\[([^\]\[]{1,300})\]\((\/pictures\/(?:[\w-][\w.-]{0,200}\/){0,4}[\w-][\w.-]{0,200})\)$/.exec(line))) return { kind: "picture", text: found[1], src: found[2] };
    return { kind: "p", text: line };
  }

  function read(text) {
    var parts = [], joins = false;
    text.replace(/\r\n/g, "\n").split("\n").forEach(function (line) {
      var depth = Math.min(3, Math.floor((line.length - line.replace(/^ +/, "").length) / 2));
      line = line.trim();
      if (!line || /^\|(?:\s*:?-{2,}:?\s*\|)+$/.test(line)) { joins = joins && Boolean(line); return; }
      var one = kindOf(line), last = joins ? parts[parts.length - 1] : null;
      var isList = one.kind === "list" || one.kind === "numbers", wasList = last && (last.kind === "list" || last.kind === "numbers");
      one.depth = isList && wasList ? depth : 0;
      if (last && (last.kind === one.kind || (isList && wasList && depth)) && /^(p|table|list|numbers)$/.test(one.kind)) last.lines.push(one);
      else parts.push({ kind: one.kind, lines: [one] });
      joins = !/^(h2|h3|picture)$/.test(one.kind);
    });
    var blocks = parts.map(function (part) {
      var first = part.lines[0];
      if (part.kind === "h2" || part.kind === "h3") return first.text ? N.heading.create({ level: Number(part.kind[1]) }, schema.text(first.text)) : N.paragraph.create();
      if (part.kind === "picture") return N.picture.create({ src: first.src, alt: first.text });
      if (part.kind === "table") return table(part.lines.map(function (each) { return each.text; }));
      if (part.kind === "p") return paragraph(part.lines.map(function (each) { return each.text; }).join(" "));
      return list(part.lines);
    });
    return N.doc.create(null, blocks.length ? blocks : [N.paragraph.create()]);
  }

  /* And back. */

  function wordsOf(node) {
    var made = "";
    node.forEach(function (child) {
      if (child.type === N.hard_break) { made += "<br>"; return; }
      var text = child.text || "";
      if (!text.trim()) { made += text; return; }
      child.marks.forEach(function (mark) {
        if (mark.type === schema.marks.strong) text = text.replace(/^(\s*)(.*?)(\s*)$/, "$1**$2**$3");
      });
      child.marks.forEach(function (mark) {
        if (mark.type === schema.marks.link) text = "[" + text.replace(/\[/g, "(").replace(/\]/g, ")") + "](" + mark.attrs.href + ")";
      });
      made += text;
    });
    return made.trim();
  }

  function listLines(node, depth, lines) {
    var number = (depth ? 1 : node.attrs.begins || 1) - 1;
    node.forEach(function (item) {
      number += 1;
      item.forEach(function (child) {
        if (child.type === N.paragraph) lines.push(new Array(depth + 1).join("  ") + (node.type === N.bullet_list ? "- " : number + ". ") + wordsOf(child));
        else listLines(child, depth + 1, lines);
      });
    });
    return lines;
  }

  function write(doc) {
    var made = [];
    doc.forEach(function (node) {
      if (node.type === N.heading) made.push((node.attrs.level === 2 ? "## " : "### ") + node.textContent.trim());
      else if (node.type === N.picture) made.push("![" + node.attrs.alt.replace(/[[\]]/g, " ").trim() + "](" + node.attrs.src + ")");
      else if (node.type === N.table) {
        var rows = [];
        node.forEach(function (row) {
          var cells = [];
          row.forEach(function (cell) {
            cells.push(wordsOf(cell.firstChild).replace(/\|/g, "\\|"));
            for (var more = 1; more < cell.attrs.colspan; more += 1) cells.push("");
          });
          rows.push("| " + cells.join(" | ") + " |");
        });
        made.push(rows.join("\n"));
      } else if (node.type === N.paragraph) made.push(wordsOf(node));
      else made.push(listLines(node, 0, []).join("\n"));
    });
    return made.filter(function (part) { return part.replace(/[#\s|]/g, ""); }).join("\n\n");
  }

  /* What the buttons do. */

  function inNode(state, type, level) {
    for (var depth = state.selection.$from.depth; depth > 0; depth -= 1) {
      var node = state.selection.$from.node(depth);
      if (node.type === type && (!level || node.attrs.level === level)) return true;
    }
    return false;
  }

  function hasMark(state, type) {
    var at = state.selection;
    return at.empty ? Boolean(type.isInSet(state.storedMarks || at.$from.marks())) : state.doc.rangeHasMark(at.from, at.to, type);
  }

  function heading(level) {
    return function (state, dispatch) {
      return inNode(state, N.heading, level) ? P.setBlockType(N.paragraph)(state, dispatch) : P.setBlockType(N.heading, { level: level })(state, dispatch);
    };
  }

  function listing(type) {
    return function (state, dispatch) {
      return inNode(state, type) ? P.liftListItem(N.list_item)(state, dispatch) : P.wrapInList(type)(state, dispatch);
    };
  }

  /* In place of an empty paragraph, else after the block of the text that the cursor is in; a list or table stays whole. */
  function putAfter(state, dispatch, node) {
    var at = state.selection.$from, change = state.tr;
    var isEmpty = at.depth === 1 && at.parent.type === N.paragraph && !at.parent.content.size;
    var place = at.depth ? (isEmpty ? at.before(1) : at.after(1)) : state.selection.to;
    change = isEmpty ? change.replaceWith(place, at.after(1), node) : change.insert(place, node);
    if (place + node.nodeSize >= change.doc.content.size) change.insert(change.doc.content.size, N.paragraph.create());
    dispatch(change.setSelection(P.TextSelection.near(change.doc.resolve(node.type === N.table ? place + 3 : place + node.nodeSize))).scrollIntoView());
  }

  function newTable(state, dispatch) {
    if (P.isInTable(state)) return false;
    if (dispatch) {
      var rows = [0, 1, 2].map(function (row) {
        return N.table_row.create(null, [0, 1, 2].map(function () { return (row ? N.table_cell : N.table_header).createAndFill(); }));
      });
      putAfter(state, dispatch, N.table.create(null, rows));
    }
    return true;
  }

  function breakLine(state, dispatch) {
    if (inNode(state, N.heading)) return false;
    if (dispatch) dispatch(state.tr.replaceSelectionWith(N.hard_break.create()).scrollIntoView());
    return true;
  }

  function element(tag, more, children) {
    var made = document.createElement(tag);
    Object.keys(more || {}).forEach(function (name) { if (name === "text") made.textContent = more[name]; else made.setAttribute(name, more[name]); });
    (children || []).forEach(function (child) { made.appendChild(child); });
    return made;
  }

  var asked = 0;

  /* A dialog with a heading, boxes of (label, input, hint) and two buttons; `done` is told when it is confirmed. */
  function ask(title, rows, confirm, done) {
    asked += 1;
    var fault = element("p", { class: "govuk-error-message", role: "alert" });
    var parts = [element("h2", { class: "govuk-heading-m", id: "bw-ask-" + asked, text: title }), fault];
    rows.forEach(function (row, number) {
      var id = "bw-ask-" + asked + "-" + number;
      row.box.id = id;
      var group = [element("label", { class: "govuk-label", for: id, text: row.label })];
      if (row.hint) { group.push(element("div", { class: "govuk-hint", id: id + "-hint", text: row.hint })); row.box.setAttribute("aria-describedby", id + "-hint"); }
      group.push(row.box);
      if (row.more) group.push(row.more);
      parts.push(element("div", { class: "govuk-form-group" }, group));
    });
    var yes = element("button", { type: "submit", class: "govuk-button", text: confirm });
    var no = element("button", { type: "button", class: "govuk-button govuk-button--secondary", text: "Cancel" });
    parts.push(element("div", { class: "govuk-button-group" }, [yes, no]));
    var form = element("form", { novalidate: "" }, parts);
    var dialog = element("dialog", { class: "bw-dialog", "aria-labelledby": "bw-ask-" + asked }, [form]);
    function close() { dialog.close(); }
    no.addEventListener("click", close);
    dialog.addEventListener("close", function () { dialog.remove(); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      event.stopPropagation();
      done(close, function (words) { fault.textContent = words; yes.disabled = false; }, yes);
    });
    document.body.appendChild(dialog);
    dialog.showModal();
  }

  function token() {
    var box = document.querySelector("input[name=csrfmiddlewaretoken]");
    return box ? box.value : "";
  }

  function linkOf(view) {
    var state = view.state, mark = schema.marks.link;
    var there = mark.isInSet(state.selection.$from.marks()) || (state.selection.$from.nodeAfter && mark.isInSet(state.selection.$from.nodeAfter.marks));
    var options = element("datalist", { id: "bw-rich-links" });
    var box = element("input", { class: "govuk-input", type: "text", list: "bw-rich-links", spellcheck: "false", autocomplete: "off", value: there ? there.attrs.href : "" });
    var words = element("input", { class: "govuk-input", type: "text", value: state.doc.textBetween(state.selection.from, state.selection.to, " ") });
    if (linksAt) {
      window.fetch(linksAt, ASKED).then(function (answer) { return answer.json(); }).then(function (found) {
        found.links.forEach(function (each) { options.appendChild(element("option", { value: each.address, label: each.title, text: each.title })); });
      }).catch(function () { /* an address can be typed all the same */ });
    }
    var rows = [{ label: "Page or web address", box: box, more: options, hint: "Type part of the name of a page of this site and choose it, or paste an address that begins with https://. Leave empty to remove the link." }];
    if (state.selection.empty && !there) rows.push({ label: "Words of the link", box: words });
    ask("Link", rows, "Save link", function (close, say) {
      var href = box.value.trim();
      if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(href)) href = "https://" + href;
      if (href && !ADDRESS.test(href)) { say("Enter an address that begins with https://, or choose a page of this site"); return; }
      var change = view.state.tr, from = view.state.selection.from, to = view.state.selection.to;
      if (there && view.state.selection.empty) {
        var at = view.state.selection.$from, parent = at.parent, begin = at.start();
        parent.forEach(function (child, offset) {
          if (there.isInSet(child.marks)) { from = Math.min(from, begin + offset); to = Math.max(to, begin + offset + child.nodeSize); }
        });
      }
      if (from === to) {
        if (!href) { close(); return; }
        change.insert(from, schema.text(words.value.trim() || href.replace(/^(https?:\/\/|mailto:)/, ""), [mark.create({ href: href })]));
      } else {
        change.removeMark(from, to, mark);
        if (href) change.addMark(from, to, mark.create({ href: href }));
      }
      view.dispatch(change);
      close();
      view.focus();
    });
  }

  function pictureOf(view) {
    var file = element("input", { class: "govuk-file-upload", type: "file", accept: ".png,.jpg,.jpeg,.webp" });
    var known = element("select", { class: "govuk-select" }, [element("option", { value: "", text: "None" })]);
    var alt = element("input", { class: "govuk-input", type: "text", maxlength: "200" });
    window.fetch(picturesAt, ASKED).then(function (answer) { return answer.json(); }).then(function (found) {
      found.pictures.forEach(function (each) { known.appendChild(element("option", { value: each.address, text: each.title })); });
    }).catch(function () { /* a file can be sent all the same */ });
    known.addEventListener("change", function () { if (known.value && !alt.value) alt.value = known.options[known.selectedIndex].text; });
    function insert(address, close) {
      putAfter(view.state, view.dispatch, N.picture.create({ src: address, alt: alt.value.trim() }));
      close();
      view.focus();
    }
    ask("Picture", [
      { label: "A picture from your computer", box: file, hint: "PNG, JPEG or WebP, up to 5 MB. It is public at once, in a draft too: whoever has its address can open it. Never a picture of a child whose family has not agreed." },
      { label: "Or one that is on the site", box: known },
      { label: "What it shows", box: alt, hint: "Read out to whoever does not see it." }
    ], "Add picture", function (close, say, button) {
      if (!alt.value.trim()) { say("Say what the picture shows"); alt.focus(); return; }
      if (known.value && !file.files.length) { insert(known.value, close); return; }
      if (!file.files.length) { say("Choose a picture"); return; }
      var data = new FormData();
      data.append("file", file.files[0]);
      data.append("alternative", alt.value.trim());
      data.append("csrfmiddlewaretoken", token());
      button.disabled = true;
      window.fetch(picturesAt, { method: "POST", body: data, credentials: "same-origin", headers: { "X-CSRFToken": token(), "Accept": "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (said) { if (said.address) insert(said.address, close); else say(said.words || "The picture could not be added"); })
        .catch(function () { say("No connection, or you have been signed out. Your text is kept: try again"); });
    });
  }

  var BUTTONS = [
    { text: "Bold", run: P.toggleMark(schema.marks.strong), on: function (state) { return hasMark(state, schema.marks.strong); } },
    { text: "Heading", run: heading(2), on: function (state) { return inNode(state, N.heading, 2); } },
    { text: "Subheading", run: heading(3), on: function (state) { return inNode(state, N.heading, 3); } },
    { text: "List", run: listing(N.bullet_list), on: function (state) { return inNode(state, N.bullet_list); } },
    { text: "Numbers", run: listing(N.ordered_list), on: function (state) { return inNode(state, N.ordered_list); } },
    { text: "Indent", run: P.sinkListItem(N.list_item), inside: "list" },
    { text: "Outdent", run: P.liftListItem(N.list_item), inside: "list" },
    { text: "Link", open: linkOf, on: function (state) { return hasMark(state, schema.marks.link); } },
    { text: "Table", run: newTable },
    { text: "Row below", run: P.addRowAfter, inside: "table" },
    { text: "Column right", run: P.addColumnAfter, inside: "table" },
    { text: "Remove row", run: P.deleteRow, inside: "table" },
    { text: "Remove column", run: P.deleteColumn, inside: "table" },
    { text: "Remove table", run: P.deleteTable, inside: "table" },
    { text: "Picture", open: pictureOf, needs: "pictures" },
    { text: "Undo", run: P.undo },
    { text: "Redo", run: P.redo }
  ];

  function toolbarOf(view, name, id) {
    var bar = element("div", { class: "bw-rich__bar", role: "toolbar", "aria-label": "Format: " + name, "aria-controls": id });
    var buttons = BUTTONS.filter(function (each) { return each.needs !== "pictures" || picturesAt; }).map(function (each) {
      var button = element("button", { type: "button", class: "bw-rich__button", tabindex: "-1", text: each.text });
      if (each.on) button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", function () {
        if (each.open) { each.open(view); return; }
        each.run(view.state, view.dispatch, view);
        view.focus();
      });
      bar.appendChild(button);
      return { button: button, of: each };
    });
    buttons[0].button.tabIndex = 0;
    bar.addEventListener("keydown", function (event) {
      var shown = buttons.map(function (each) { return each.button; }).filter(function (each) { return !each.hidden; });
      var at = shown.indexOf(document.activeElement), to = -1;
      if (event.key === "ArrowRight") to = (at + 1) % shown.length;
      if (event.key === "ArrowLeft") to = (at + shown.length - 1) % shown.length;
      if (event.key === "Home") to = 0;
      if (event.key === "End") to = shown.length - 1;
      if (to < 0) return;
      event.preventDefault();
      shown.forEach(function (each, number) { each.tabIndex = number === to ? 0 : -1; });
      shown[to].focus();
    });
    function update(state) {
      var inTable = P.isInTable(state), inList = inNode(state, N.list_item);
      buttons.forEach(function (each) {
        if (each.of.on) each.button.setAttribute("aria-pressed", String(Boolean(each.of.on(state))));
        if (each.of.inside) each.button.hidden = each.of.inside === "table" ? !inTable : !inList;
      });
      if (!buttons.some(function (each) { return !each.button.hidden && each.button.tabIndex === 0; })) buttons[0].button.tabIndex = 0;
    }
    return { bar: bar, update: update };
  }

  function begin(box) {
    var label = document.querySelector('label[for="' + box.id + '"]');
    var own = false, id = box.id + "-rich";
    if (label) {
      if (!label.id) label.id = box.id + "-label";
      label.removeAttribute("for");
      label.addEventListener("click", function () { view.focus(); });
    }
    var holder = element("div", { class: "bw-rich" });
    box.parentNode.insertBefore(holder, box);
    function fresh() {
      return P.EditorState.create({
        doc: read(box.value),
        plugins: [
          P.inputRules({ rules: [
            P.wrappingInputRule(/^\s*[-*•]\s$/, N.bullet_list), P.wrappingInputRule(/^1[.)]\s$/, N.ordered_list),
            P.textblockTypeInputRule(/^##\s$/, N.heading, { level: 2 }), P.textblockTypeInputRule(/^###\s$/, N.heading, { level: 3 })
          ] }),
          P.keymap({
            "Mod-b": P.toggleMark(schema.marks.strong), "Mod-z": P.undo, "Mod-y": P.redo, "Shift-Mod-z": P.redo,
            "Mod-k": function (state, dispatch, view) { if (view) linkOf(view); return true; },
            "Enter": P.splitListItem(N.list_item), "Mod-]": P.sinkListItem(N.list_item), "Mod-[": P.liftListItem(N.list_item),
            "Shift-Enter": breakLine
          }),
          P.keymap(P.baseKeymap), P.history(), P.tableEditing(), P.dropCursor(), P.gapCursor()
        ]
      });
    }
    var named = { id: id, role: "textbox", "aria-multiline": "true", class: "govuk-textarea bw-rich__words" + (box.classList.contains("govuk-textarea--error") ? " govuk-textarea--error" : "") };
    if (label) named["aria-labelledby"] = label.id;
    if (box.getAttribute("aria-describedby")) named["aria-describedby"] = box.getAttribute("aria-describedby");
    var bar = null;
    var view = new P.EditorView({ mount: element("div") }, {
      state: fresh(),
      attributes: named,
      /* What is pasted is read in a document of its own before the schema drops what it does not know: pictures of elsewhere, handlers
         and styles go before that, for that document asks for pictures too. One style matters: it says that a <b> is not bold. */
      transformPastedHTML: function (pasted) {
        return pasted.replace(/<b\s[^>]*font-weight:\s*normal[^>]*>/gi, "<span>")
          .replace(/<(script|style|iframe|object|svg)\b[\s\S]*?<\/\1\s*>/gi, "")
          .replace(/<img\b(?![^>]*\ssrc="\/pictures\/)[^>]*>/gi, "")
          .replace(/\s(style|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");
      },
      dispatchTransaction: function (change) {
        view.updateState(view.state.apply(change));
        if (change.docChanged) {
          box.value = write(view.state.doc);
          own = true;
          box.dispatchEvent(new Event("input", { bubbles: true }));
          own = false;
        }
        if (bar) bar.update(view.state);
      }
    });
    bar = toolbarOf(view, label ? label.textContent.trim() : "text", id);
    holder.appendChild(bar.bar);
    holder.appendChild(view.dom);
    bar.update(view.state);
    box.classList.add("bw-rich__kept");
    box.tabIndex = -1;
    box.setAttribute("aria-hidden", "true");
    box.addEventListener("focus", function () { view.focus(); });
    box.addEventListener("input", function () { if (!own && box.value !== write(view.state.doc)) { view.updateState(fresh()); bar.update(view.state); } });
  }

  Array.prototype.forEach.call(boxes, begin);
})();
