"""Steps of an early help episode at a browser, for journeys: what the family says, its meetings, plan, link and end.

`read(page, heading)` is the journey's own look at a page; `child` is how the episode's page is headed.
"""

import re
from datetime import date

from playwright.sync_api import Page, expect


def choose(page: Page, question: str, answer: str) -> None:
    """One answer to this question itself, not to one that stands inside it and is asked after one of its answers."""
    group = page.get_by_role("group", name=question).first
    asked = group.locator("input").first.get_attribute("name")
    group.get_by_label(answer, exact=True).and_(page.locator(f'[name="{asked}"]')).check()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


def fill_day(page: Page, question: str, day: date) -> None:
    group = page.get_by_role("group", name=question)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(number))


def accepts(page: Page, read, child: str) -> None:
    """Whoever is asked finds it on Today, and accepts."""
    page.goto("/today/")
    read(page, "Today")
    page.get_by_role("link", name=re.compile(f"{child}.*Answer")).first.click()
    read(page, "Waiting for an answer")
    press(page, "Accept")
    read(page, "Accept")
    press(page, "Accept")
    read(page, child)  # accepting lands on the episode


def agrees(desk: Page, read, child: str, who: str, day: date) -> None:
    """From the page of the episode: a mother who stands in it agrees, by telephone."""
    read(desk, child)
    desk.get_by_role("button", name=re.compile("Confirm consent|Record agreement")).first.click()
    read(desk, "What does the family say?")
    desk.get_by_label("What do they want to be better").fill("I want mornings without shouting.")
    choose(desk, "Whose answer is it?", who)
    desk.get_by_label("What are they to the child?").fill("Mother")
    desk.get_by_label("Holds parental responsibility").check()
    choose(desk, "Do they agree?", "Agrees")
    desk.get_by_label("Writing down together what would help").check()
    choose(desk, "May they have a copy of the plan?", "Yes")
    desk.get_by_label("By telephone").check()
    fill_day(desk, "On which day?", day)
    choose(desk, "Limits of confidentiality explained?", "Yes")
    press(desk, "Save what they said")
    read(desk, child)
    expect(desk.locator("main")).to_contain_text("I want mornings without shouting.")


def asks_to_lead(desk: Page, read, where: str, whom: str, words: str = "The mother trusts you.") -> None:
    """From the page of the episode: the first whom anyone asks to lead."""
    press(desk, "Ask someone to lead")
    read(desk, "Ask someone to lead")
    desk.get_by_label("Where do they work?").select_option(label=where)
    press(desk, "Show who works there")
    desk.get_by_label(whom).check()
    desk.get_by_label("What do you say to them?").fill(words)
    press(desk, "Ask them")
    expect(desk.locator("main")).to_contain_text(f"Asked to lead: {whom}")


def begins(lead: Page, read, episode, came: str = "Stepped down from social care") -> None:
    """The assessment is begun, and its first section filled in."""
    lead.goto(f"/early-help/{episode.reference}/assessment/")
    read(lead, episode.label)
    press(lead, "Start assessment")
    read(lead, episode.label)
    lead.get_by_role("link", name="Reason for assessment").click()
    read(lead, "Reason for assessment")
    choose(lead, "How did this family come to have help?", came)
    choose(lead, "Was it checked whether the family has an open record already?", "Yes")
    lead.get_by_label("Parenting and how the family gets on").check()
    choose(lead, "Is any child at risk of significant harm?", "No")
    press(lead, "Save and go back to all sections")


def writes(page: Page, read, section: str, words: dict[str, str]) -> None:
    """From the page of all sections: one section of the assessment."""
    page.get_by_role("link", name=section, exact=True).click()
    read(page, section)
    for box, said in words.items():
        page.get_by_label(box).fill(said)
    press(page, "Save and go back to all sections")


WEIGHED = {
    "What is it like to be these children": "Tired",
    "What is working?": "Nan",
    "What are we worried about?": "Lateness",
    "What needs to happen?": "A calm hour",
    "What if nothing changes?": "She stops coming",
}


def hears_the_child(page: Page, read, seen_on: date, words: dict[str, str]) -> None:
    """From the page of all sections: the child was seen, and what they said."""
    page.get_by_role("link", name="Voice of the child", exact=True).click()
    read(page, "Voice of the child")
    choose(page, "Was the child seen for this assessment?", "Yes")
    fill_day(page, "On which day?", seen_on)
    choose(page, "Are their own words here?", "Yes")
    for box, said in words.items():
        page.get_by_label(box).fill(said)
    press(page, "Save and go back to all sections")


def checks_safety(page: Page, read) -> None:
    """From the page of all sections: every safeguarding check is answered; one was not asked, and says why."""
    page.get_by_role("link", name="Safeguarding checks", exact=True).click()
    read(page, "Safeguarding checks")
    choose(page, "Was domestic abuse asked about", "No")
    page.get_by_label("Why not, and when will you ask?").fill("He was in the room; on Thursday, at school")
    for check in (
        "Are there signs of neglect?",
        "Are there signs of child exploitation",
        "Does alcohol or another drug",
    ):
        choose(page, check, "No")
    choose(page, "mental health play a part?", "Not asked")
    page.get_by_label("Why was this not asked: does anyone’s mental health play a part?").fill("They had to leave")
    page.get_by_label("None of these", exact=True).check()
    press(page, "Save and go back to all sections")


def signs_off(page: Page, read) -> None:
    """From the page of all sections: who has read it, and the signature."""
    page.get_by_role("link", name="Sign-off", exact=True).click()
    read(page, "Sign-off")
    choose(page, "Has the family read it", "Yes")
    page.get_by_label("Read aloud", exact=True).check()
    choose(page, "Did the children get one", "Yes")
    choose(page, "Has the co-ordinator read it?", "Yes")
    page.get_by_label("This is what the family and those who help them say").check()
    press(page, "Save and go back to all sections")


def finishes(page: Page, read, episode, child: str, written: tuple[str, ...]) -> None:
    """From the page of all sections: checks, tier, priorities and sign-off, then checked with what everyone wrote, and finished."""
    checks_safety(page, read)
    page.get_by_role("link", name="Analysis", exact=True).click()
    choose(page, "Which level of need do you think it is?", "Tier 2")
    press(page, "Save and go back to all sections")
    writes(page, read, "Priorities", {"What should be better?": "Calm mornings"})
    signs_off(page, read)
    press(page, "Check and finish")
    read(page, episode.label)
    for words in written:
        expect(page.locator("main")).to_contain_text(words)
    press(page, "Finish assessment")
    read(page, child)


def calls(lead: Page, read, episode, kind: str, day: date, who: str) -> str:
    """The family and those who help are asked to meet. Returns the meeting's address."""
    lead.goto(f"/early-help/{episode.reference}/meeting/")
    read(lead, "Arrange a team around the family (TAF) meeting")
    lead.get_by_label(kind, exact=True).check()
    fill_day(lead, "On which day?", day)
    lead.get_by_label("When does it start?").fill("14:30")
    lead.get_by_label("Where?").fill("The family room")
    lead.get_by_label(who).check()
    lead.get_by_label("Who else is asked?").fill("Harper Housing, Housing\nSam School, Harbour School")
    press(lead, "Call the meeting")
    read(lead, kind)
    return re.search(r"/early-help/meetings/[a-z2-7]+/", lead.url)[0]


def records(lead: Page, read, next_on: date) -> None:
    """From the page of the meeting: everyone came, and it got better."""
    press(lead, "Record what was said")
    read(lead, "Minutes")
    for group in lead.get_by_role("group", name=re.compile("^Did .* come")).all():
        group.get_by_label("Came", exact=True).check()
    lead.get_by_label("In a letter or drawing").check()
    lead.get_by_label("What was said?").fill("We talked about mornings.")
    lead.get_by_label("Better", exact=True).check()
    fill_day(lead, "When do you meet next?", next_on)
    press(lead, "Save minutes")
    expect(lead.locator("main")).to_contain_text("Recorded")


def plans(lead: Page, read, episode, who: str, due: date, review: date) -> None:
    """One thing that should be better, a step of the mother's, and what if."""
    lead.goto(f"/early-help/{episode.reference}/plan/")
    read(lead, "The family’s plan")
    press(lead, "Add a goal")
    read(lead, "Goal: what should be better?")
    lead.get_by_label("Goal: what should be better?").fill("Mornings without shouting")
    lead.get_by_label("The parent or carer, 0 to 10").fill("3")
    lead.get_by_label("Improved family relationships").check()
    press(lead, "Put it into the plan")
    read(lead, "The family’s plan")
    lead.get_by_role("link", name=re.compile("^Add action for")).click()
    read(lead, "Who does what by when?")
    lead.get_by_label("What will be done?").fill("Lay out clothes the night before")
    lead.get_by_label("Someone in the family").check()
    lead.get_by_label("Their name").fill(who)
    fill_day(lead, "Due date", due)
    press(lead, "Put it into the plan")
    lead.get_by_role("link", name="Write it down").click()
    read(lead, "When do you look again, and what if?")
    fill_day(lead, "When do you look at it together again?", review)
    lead.get_by_label("Contingency plan").fill("Call Nan first, then Hayden.")
    press(lead, "Save")
    read(lead, "The family’s plan")


def gives_a_link(lead: Page, read, episode, who: str) -> tuple[str, str]:
    """Returns the path of the link and its number."""
    lead.goto(f"/early-help/{episode.reference}/family/")
    read(lead, "What the family reads and writes")
    lead.get_by_role("link", name=f"Give a link to {who}").click()
    read(lead, "Give a link")
    lead.get_by_label("Yes, and they say it is safe").check()
    lead.get_by_label("How did you ask").fill("Alone, on her own telephone")
    lead.get_by_label("On paper, from hand to hand").check()
    choose(lead, "May they read where and when the family meets", "Yes")
    press(lead, "Make the link")
    read(lead, "The link is made")
    words = lead.locator("main").inner_text()
    path = re.search(r"(/family/[^/\s]+/)", words)[1]
    number = re.search(r"\b(\d{3}) (\d{3})\b", words)
    return path, number[1] + number[2]


def lets_read(lead: Page, read) -> None:
    """From a page that offers it: the plan is read as they will, and approved."""
    offered = re.compile("^(Read the plan as they will|Preview and approve)")
    lead.get_by_role("link", name=offered).or_(lead.get_by_role("button", name=offered)).first.click()
    read(lead, "Preview and approve")
    lead.get_by_label("I have read it as they will").check()
    press(lead, "Let them read it")
    read(lead, "What the family reads and writes")


def opens(page: Page, read, path: str, number: str, heading: str = "Our plan") -> None:
    page.goto(path)
    read(page, "Enter your number")
    page.get_by_label("The number you were told").fill(number)
    press(page, "Open")
    read(page, heading)


def comments(phone: Page, read, words: str) -> None:
    choose(phone, "Are you, or is a child, in danger now?", "No")
    phone.get_by_label("Write it as you would say it").fill(words)
    press(phone, "Send")
    read(phone, "Our plan")
    expect(phone.locator("main")).to_contain_text("We have what you wrote")


def answers(lead: Page, read, who: str, words: str) -> None:
    """From the page of what the family reads and writes: the newest message is answered by their link."""
    lead.get_by_role("button", name=re.compile("^Answer")).first.click()
    read(lead, f"Answer {who}")
    lead.get_by_label("By their link: they read it there").check()
    lead.get_by_label("Your answer").fill(words)
    places_kept_back = lead.get_by_label("I have read it as they will")
    if places_kept_back.count():
        places_kept_back.check()
    press(lead, "Save answer")
    read(lead, "What the family reads and writes")
    expect(lead.locator("main")).to_contain_text(words)


def ends(lead: Page, read, episode) -> None:
    """How far it is now, and the end with what was achieved."""
    lead.goto(f"/early-help/{episode.reference}/plan/")
    lead.get_by_role("link", name=re.compile("^How far is it now")).click()
    read(lead, "How far is it now?")
    lead.get_by_label("The parent or carer, 0 to 10").fill("8")
    lead.get_by_label("Achieved", exact=True).check()
    press(lead, "Save")
    lead.goto(f"/early-help/{episode.reference}/close/")
    read(lead, "Close")
    lead.get_by_label("What the family wanted is achieved").check()
    lead.get_by_label("What does the family say about it?").fill("We can do this.")
    lead.get_by_label("What was achieved?").fill("Mornings are calm.")
    lead.get_by_role("group", name="Who is told that it ends?").get_by_role("checkbox").first.check()
    for ended in lead.get_by_label("It ends: it is no longer needed").all():
        ended.check()
    still_open = lead.get_by_label("Close with what is listed above still open")
    if still_open.count():
        still_open.check()
    press(lead, "Close episode")
