"""Sentences in other languages than English, that stand in no table: they name their cause by its noun and what is said of it."""

from __future__ import annotations

import pytest

from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.signs import READS
from explorer.diagnosis.words import read_words

SENTENCES: dict[str, tuple[str, ...]] = {
    "client-unknown": (
        "Cliente não encontrado.",
        "Cliente desconhecido",
        "O aplicativo não existe",
        "Cliente no encontrado.",
        "La aplicación no existe",
        "Application inconnue",
        "Client introuvable.",
        "クライアントが見つかりません。",
        "Client nicht gefunden.",
        "Die Anwendung ist unbekannt",
        "Applicazione non trovata",
        "Nie znaleziono klienta",
        "Nieznany klient",
        "Клиент не найден",
        "Client niet gevonden",
        "Klienten hittades inte",
    ),
    "redirect-uri-not-registered": (
        "Parâmetro inválido: redirect_uri",
        "無効なパラメータ: redirect_uri",
        "Paramètre invalide : redirect_uri",
        "Parametro non valido: redirect_uri",
        "Ongeldige parameter: redirect_uri",
        "Nieprawidłowy parametr: redirect_uri",
        "Неверный параметр: redirect_uri",
        "Ungültiger Parameter: redirect_uri",
        "Ogiltig parameter: redirect_uri",
        "El URI de redirección no coincide",
        "A URI de redirecionamento não está registrada",
        "URI di reindirizzamento non registrato",
        "L'URI de redirection n'est pas autorisée",
        "リダイレクトURIが登録されていません",
        "A URL de retorno não é válida para o seu cliente",
        "The requested redirect_uri is missing in the client configuration.",
    ),
    "grant-not-allowed": (
        "Le flux standard est désactivé pour le client.",
        "O fluxo padrão está desabilitado para o cliente.",
        "El flujo estándar está deshabilitado para el cliente.",
        "Der Standard-Flow ist für den Client deaktiviert.",
        "スタンダードフローは無効になっています",
    ),
    "client-disabled": (
        "Le client est désactivé.",
        "O cliente está desativado",
        "El cliente está deshabilitado",
        "Der Client ist gesperrt",
        "クライアントは無効化されています",
        "Oauth application is not in active state",
    ),
    "secret-wrong": (
        "Segredo do cliente inválido",
        "Secreto de cliente incorrecto",
        "Le secret du client est incorrect",
        "クライアントシークレットが正しくありません",
        "Das Client-Geheimnis ist falsch",
        "Nieprawidłowy klucz tajny klienta",
    ),
    "code-old": (
        "O código de autorização expirou",
        "El código de autorización ha caducado",
        "El código ha expirado",
        "Le code d'autorisation a expiré",
        "認可コードの有効期限が切れています",
        "Der Autorisierungscode ist abgelaufen",
        "Kod autoryzacji wygasł",
    ),
    "code-used-before": (
        "O código já foi utilizado",
        "El código ya ha sido utilizado",
        "Le code a déjà été utilisé",
        "認可コードは既に使用されています",
        "Der Code wurde bereits eingelöst",
    ),
    "verifier-wrong": (
        "O verificador de código não corresponde",
        "El verificador de código no es válido",
        "code_verifier が一致しません",
    ),
    "scope-not-allowed": (
        "Âmbito inválido",
        "Escopo inválido",
        "Ámbito no válido",
        "Bereich ungültig",
        "スコープが無効です",
        "Ungültiger Scope",
    ),
    "refresh-token-expired": (
        "O token de atualização expirou",
        "リフレッシュトークンの有効期限が切れています",
        "El token de actualización ha caducado",
    ),
    "session-ended": (
        "Sua sessão expirou",
        "La sesión ha expirado",
        "Votre session a expiré",
        "セッションの有効期限が切れました",
    ),
    "grant-type-wrong": ("Unsupported grant type : authorisation_code, is used.",),
    "code-missing": ("O parâmetro code é obrigatório",),
    "verifier-missing": (
        "Falta el parámetro code_verifier",
        "code_verifier est requis",
    ),
    "client-id-missing": ("Parâmetro ausente: client_id",),
}
LEGS = {cause.id: set(cause.legs) for cause in CAUSES}


@pytest.mark.parametrize(
    ("cause", "sentence"), [(cause, sentence) for cause, sentences in SENTENCES.items() for sentence in sentences]
)
def test_a_sentence_names_its_cause(cause: str, sentence: str) -> None:
    """Of the causes of the same leg none is named more plainly than the true one."""
    named = {each.cause: each.weight for each in read_words(None, [sentence]).with_readings().named}
    others = [each for each in named if LEGS[each] & LEGS[cause] and each not in ("sign-in-loops", "sign-in-not-finished")]
    assert named[cause] >= READS
    assert named[cause] >= max(named[each] for each in others)


def test_the_flow_is_disabled_and_not_the_client() -> None:
    """For whom something holds is not what it is said of."""
    for sentence in (
        "The standard flow is disabled for the client.",
        "Le flux standard est d\u00e9sactiv\u00e9 pour le client.",
    ):
        named = {each.cause: each.weight for each in read_words(None, [sentence]).with_readings().named}
        assert named["grant-not-allowed"] > named.get("client-disabled", 0)


@pytest.mark.parametrize(
    "sentence", ["無効なアプリケーションまたは誤ったクライアントシークレットです", "Client ou segredo inválido"]
)
def test_what_leaves_open_which_of_two_it_is_says_hardly_anything(sentence: str) -> None:
    """Two things with an "or" between them: neither is named plainly."""
    assert all(each.weight < READS for each in read_words(None, [sentence]).with_readings().named)
