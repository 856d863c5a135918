/* Passkeys. The sign-in library says only to scripts that a passkey was cancelled or could not be used: whoever tried it reads
   so beside the button, and what to do instead. Nothing is said before anyone has tried. */
(function () {
  var place = document.querySelector("[data-bw-passkey-failed]");
  if (!place) return;
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("#passkey_login, #mfa_webauthn_authenticate, #mfa_webauthn_add")) place.textContent = "";
  }, true);
  document.addEventListener("allauth.error", function (event) {
    var words = document.createElement("p");
    words.className = "govuk-error-message";
    words.textContent = place.getAttribute("data-bw-passkey-failed");
    place.replaceChildren(words);
    event.preventDefault();
  });
})();
