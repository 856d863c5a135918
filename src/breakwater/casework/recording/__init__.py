"""Structured, versioned forms written as YAML in their rooms and released into the database. An answer keeps the version it was given on. Neighbours: documents and cases below.

A form lies in `<room>/questions/NAME.yaml` and is called ROOM.NAME. A view asks a form page by page:

    version = operations.current_version("front_door.concern_child", area=area, at=now)   # the area's own, or the product's
    form, values = operations.definition_of(version), operations.begin_values(version, {})  # the draft remembers its version
    opened = answering.open_page(form, page_key, values, data=request.POST or None, files=request.FILES,
                                 asking=answering.Asking(by=request.actor))
    if opened.is_valid():                                             # False while rows are added or taken away
        values = answering.merge_page(form, page_key, values, opened.cleaned, on=localdate())
        following = answering.next_page(form, values, after=page_key)   # None: check your answers
        ...
    return render(request, "front_door/question.html", {"form": opened})

`opened.asked` is "continue", "save" (and come back), "skip" or "rows". The template:

    {% from "casework/recording/page.html" import draw_page, SAVE, SKIP %}
    {{ draw_page(form, csrf_input, others=[SKIP] if form.may_skip else [], revision=0) }}

Answers kept in the database go through `operations`: `start`, `save_page` (StaleAnswers when someone saved in between),
`complete` (NotComplete), `record` for answers given elsewhere, `read` for the words.
"""
