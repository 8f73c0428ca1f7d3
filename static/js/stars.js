/* Stars on the cards of a programme and on a session's page: kept on this device, or with the agenda of whoever is
   signed in, who takes over what the device has kept until then. Without this script a signed-in reader has a form on
   the session's page (templates/public/session.html). */

const PREFIX = "eventdesk.stars.";

/** Return the codes that this device keeps for an event. */
function kept(event) {
  try {
    const codes = JSON.parse(localStorage.getItem(PREFIX + event) || "[]");
    return Array.isArray(codes) ? codes.filter((code) => typeof code === "string") : [];
  } catch {
    return [];
  }
}

/** Return the events of which this device keeps stars. */
function keptEvents() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/** Have this device keep the codes of an event; none leaves no trace. */
function keep(event, codes) {
  if (codes.length) localStorage.setItem(PREFIX + event, JSON.stringify(codes));
  else localStorage.removeItem(PREFIX + event);
}

/** Send a deed of somebody who is signed in. Throws when it was not done. */
async function send(url, token, fields = {}) {
  const body = new URLSearchParams({ csrf_token: token, ...fields });
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

/** Give the device's stars of an event to whoever is signed in; return all their stars there, or null if there were none. */
async function takeOver(event, url, token) {
  const codes = kept(event);
  if (!codes.length) return null;
  const answer = await send(url, token, { codes: codes.join(" ") });
  keep(event, []);
  return (await answer.json()).starred;
}

/** The stars of the event of this page. */
class Stars {
  constructor(box) {
    this.box = box.dataset;
    this.mine = "token" in box.dataset;
    this.codes = new Set(this.mine ? this.box.codes.split(" ").filter(Boolean) : kept(this.box.event));
    this.buttons = new Map();
    this.watchers = [];
    this.trouble = document.querySelector('[data-part="star-trouble"]');
  }

  has(code) {
    return this.codes.has(code);
  }

  /** Return the button that all others are copies of: made once, since a programme has hundreds. */
  pattern() {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = '<svg class="ed-icon" aria-hidden="true"><use/></svg><span></span><span class="visually-hidden"></span>';
    const [icon, word] = [button.querySelector("use"), button.querySelector("span")];
    button.setAttribute("aria-pressed", "false");
    icon.setAttribute("href", `${this.box.icons}#star`);
    word.textContent = this.box.star;
    return button;
  }

  /** Return a button for a session, whose title only readers of the screen need beside the word. */
  button(code, title, classes) {
    this.first ||= this.pattern();
    const button = this.first.cloneNode(true);
    button.className = classes;
    if (title) button.lastChild.textContent = `: ${title}`;
    else button.lastChild.remove();
    button.addEventListener("click", () => this.toggle(code));
    this.buttons.set(code, [...(this.buttons.get(code) || []), button]);
    if (this.has(code)) this.paint(code);
    return button;
  }

  paint(code) {
    const on = this.has(code);
    for (const button of this.buttons.get(code) || []) {
      button.setAttribute("aria-pressed", String(on));
      button.querySelector("use").setAttribute("href", `${this.box.icons}#${on ? "star-fill" : "star"}`);
      button.querySelector("span").textContent = on ? this.box.starred : this.box.star;
    }
  }

  changed() {
    for (const code of this.buttons.keys()) this.paint(code);
    for (const watcher of this.watchers) watcher();
  }

  set(code, on) {
    if (on) this.codes.add(code);
    else this.codes.delete(code);
    this.changed();
  }

  /** Star a session, or take its star away. It shows at once, and is taken back if it could not be kept. */
  async toggle(code) {
    const on = !this.has(code);
    this.set(code, on);
    try {
      if (this.mine) {
        const page = `/events/${this.box.event}/sessions/${encodeURIComponent(code)}/`;
        await send(`${page}star${on ? "" : "/remove"}`, this.box.token);
      } else {
        // Another window may have starred something meanwhile.
        const codes = new Set(kept(this.box.event));
        if (on) codes.add(code);
        else codes.delete(code);
        keep(this.box.event, [...codes]);
      }
      if (this.trouble) this.trouble.textContent = "";
    } catch {
      this.set(code, !on);
      if (this.trouble) this.trouble.textContent = this.trouble.dataset.words;
    }
  }

  async takeOver() {
    try {
      const codes = await takeOver(this.box.event, this.box.url, this.box.token);
      if (codes) this.codes = new Set(codes);
      if (codes) this.changed();
    } catch {
      /* They stay on the device, and the next page tries again. */
    }
  }
}

/** Put a button on every card that leads to a session of this event. */
function onCards(stars) {
  for (const card of document.querySelectorAll(".ed-session:not(.is-break)")) {
    const link = card.querySelector("h3 > a, h4 > a");
    const [, event, code] = link?.getAttribute("href").match(/^\/events\/([^/]+)\/sessions\/([^/?]+)\//) || [];
    if (event !== stars.box.event) continue;
    card.dataset.code = decodeURIComponent(code);
    card.append(stars.button(card.dataset.code, link.textContent, "ed-favourite"));
  }
}

/** Put a button where the session's page has room for one, in the place of the form that works without a script. */
function onPage(stars) {
  const place = document.querySelector('[data-part="star-place"]');
  if (place) place.replaceChildren(stars.button(place.dataset.code, "", "ed-button"));
}

/** Let the button "Starred" leave only starred sessions on the page. The address says so, for the links to other days. */
function onlyStarred(stars, button) {
  const empty = document.querySelector('[data-part="none-starred"]');
  const count = document.querySelector('[data-part="count"]');
  const all = count.textContent;
  const icon = button.querySelector("use");
  const words = button.lastChild;
  let on = false;

  const show = () => {
    const cards = [...document.querySelectorAll(".ed-part .ed-session")];
    const here = new Set(cards.map((card) => card.dataset.code).filter((code) => code && stars.has(code)));
    button.setAttribute("aria-pressed", String(on));
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, on ? "#star-fill" : "#star"));
    words.textContent = ` ${button.dataset.words}${stars.codes.size ? ` (${stars.codes.size})` : ""}`;
    for (const card of cards) card.hidden = on && !here.has(card.dataset.code);
    for (const part of document.querySelectorAll(".ed-programme, .ed-part")) {
      part.hidden = on && !part.querySelector(".ed-session:not([hidden])");
    }
    empty.hidden = !on || here.size > 0;
    count.textContent = on ? `${button.dataset.words}: ${here.size}` : all;
  };
  const turn = (to) => {
    on = to;
    history.replaceState(null, "", on ? "#starred" : location.pathname + location.search);
    for (const link of document.querySelectorAll(".ed-days a, .ed-view-tabs a")) link.hash = on ? "starred" : "";
    show();
  };

  button.addEventListener("click", () => turn(!on));
  stars.watchers.push(show);
  if (location.hash === "#starred") turn(true);
  else show();
}

const box = document.querySelector('[data-module="stars"]');
if (box) {
  const stars = new Stars(box);
  onCards(stars);
  onPage(stars);
  const button = document.querySelector('[data-part="only-starred"]');
  if (button) onlyStarred(stars, button);
  if (stars.mine) stars.takeOver();
}

/* The agenda takes over what the device kept for whatever event, and is shown anew with it. */
const agenda = document.querySelector('[data-module="stars-taken-over"]');
if (agenda) {
  const tries = keptEvents().map((event) => {
    const url = `/events/${encodeURIComponent(event)}/stars`;
    return takeOver(event, url, agenda.dataset.token).catch(() => null);
  });
  if ((await Promise.all(tries)).some(Boolean)) location.reload();
}
