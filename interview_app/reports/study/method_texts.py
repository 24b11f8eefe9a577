"""How a study's report says, in each language, the way in which its numbers were made."""

from __future__ import annotations

from interview_app.reports.words import Texts

METHOD: Texts = {
    "method_head": ("How the numbers were made", "Slik er tallene laget"),
    "content": ("content", "innhold"),
    "contains_small": (
        "All numbers are shown, also small ones: not to be handed on.",
        "Alle tall vises, også små: skal ikke gis videre.",
    ),
    "hides_small": (
        "• stands for fewer than {n} people, or for a number that would give such a one away together with a total."
        " Each table is protected by itself; tables of several days or sites must not be handed on side by side.",
        "• står for færre enn {n} personer, eller for et tall som sammen med en sum ville røpet et slikt. Hver "
        "tabell er beskyttet for seg; tabeller for flere dager eller sentre må ikke gis videre ved siden av "
        "hverandre.",
    ),
    "method_counts": (
        "A visit whose window is still open stands outside every rate. Enrolled: everybody for whom the visit is "
        "meant and whose window has closed, also those who left before; still consenting: those of them who had "
        "neither withdrawn nor died when it closed and whose consent held. Intervals of proportions are Wilson’s "
        "score intervals.",
        "Et besøk med åpent vindu regnes ikke med i noen rate. Inkludert: alle besøket er aktuelt for og der "
        "vinduet er lukket, også de som har sluttet; med gyldig samtykke: de av disse som verken hadde trukket seg "
        "eller var døde da det lukket, og der samtykket gjaldt. Intervaller for andeler er Wilsons skårintervaller.",
    ),
    "method_rates": (
        "A case is a participant’s visit as told by one informant. I, P complete and partial interview ({complete} "
        "and {partial} of the routed core answered); R refusal or break-off; NC known to be eligible, not reached; "
        "O other, or only on its way; U unknown; NE not eligible. {formulas}. In window: interviews held in their "
        "window / interviews held.",
        "En sak er en deltakers besøk fortalt av én samarbeidspartner. I, P fullført og delvis intervju ({complete}"
        " og {partial} av kjernespørsmålene besvart); R avslag eller avbrutt; NC kjent aktuell, ikke nådd; O annet "
        "eller bare underveis; U ukjent; NE ikke aktuell. {formulas}. I vinduet: intervjuer holdt i vinduet / "
        "intervjuer holdt.",
    ),
    "method_stay": (
        "Kaplan–Meier: days from enrolment to withdrawal or death; everybody else is followed to the end of their "
        "plan or to this day. Standard errors: Greenwood.",
        "Kaplan–Meier: dager fra inklusjon til tilbaketrekking eller død; alle andre følges til planens slutt eller"
        " til i dag. Standardfeil: Greenwood.",
    ),
    "method_scores": (
        "Scores: of each participant’s visit the interview held first, complete or partial; SD with n − 1, "
        "quartiles between neighbours (type 7). Change: later minus {visit} of those who have both; interval by "
        "Student’s t, d_z = mean / SD of the differences. α: k/(k − 1)·(1 − Σs²/s²total), complete cases only.",
        "Skårer: for hver deltakers besøk det intervjuet som ble holdt først, fullført eller delvis; SD med n − 1, "
        "kvartiler mellom naboer (type 7). Endring: senere minus {visit} for dem som har begge; intervall etter "
        "Students t, d_z = snitt / SD av differansene. α: k/(k − 1)·(1 − Σs²/s²total), bare komplette svar.",
    ),
    "method_agreement": (
        "Agreement: complete pairs only; pairs that are still blind are neither counted nor shown. ICC(1,1): one-"
        "way random, single rating (Shrout and Fleiss), other judges for each participant; with the same two judges"
        " throughout also ICC(2,1), absolute agreement, and ICC(3,1), consistency. κ over all categories of the "
        "scale, interval after Fleiss, Cohen and Everitt; Krippendorff’s α ordinal. Limits: mean difference ± 1.96 "
        "SD. Labels after Koo and Li: below .5, .75, .9.",
        "Samsvar: bare fullførte par; par som fortsatt er blindet, verken telles eller vises. ICC(1,1): enveis "
        "tilfeldig, enkelt vurdering (Shrout og Fleiss), ulike vurderere for hver deltaker; med de samme to "
        "vurdererne hele veien også ICC(2,1), absolutt samsvar, og ICC(3,1), konsistens. κ over alle kategoriene i "
        "skalaen, intervall etter Fleiss, Cohen og Everitt; Krippendorffs α ordinal. Grenser: snittforskjell ± 1,96"
        " SD. Betegnelser etter Koo og Li: under ,5, ,75, ,9.",
    ),
    "method_left_out:withdrawn": (
        "{n} withdrew from all use and are counted only as NE.",
        "{n} har trukket seg fra all bruk og telles bare som NE.",
    ),
    "method_left_out:unread": (
        "{n} interviews could not be opened and are left out of scores and agreement.",
        "{n} intervjuer kunne ikke åpnes og er utelatt fra skårer og samsvar.",
    ),
    "method_left_out:blind": (
        "{n} interviews of pairs that are not complete yet are left out of scores and agreement.",
        "{n} intervjuer i par som ikke er fullført ennå, er utelatt fra skårer og samsvar.",
    ),
}
