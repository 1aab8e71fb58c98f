"""Words the list of English does not know, and words with a capital that point at nobody."""

from __future__ import annotations


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


# Shortened and modern words, as families and staff write them.
MORE_WORDS = _words(
    """
    ni ex bf gf bk wot tbh cos noone thankyou mp dna fobbed teatime o'clock hairbrush screenshots
    postcode postcodes ref refs van vans username usernames
    im ive id ill dont didnt doesnt wasnt werent isnt arent couldnt wouldnt shouldnt cant wont
    hasnt havent hadnt its thats theres whats hes shes theyre youre weve youve ok okay yeah nope
    hi hello thanks mum mums mummy dad dads daddy nan nana gran grandma granddad grandad auntie
    aunty stepdad stepmum stepson foster fostering carer carers kinship misper mispers
    safeguarding email emails online website app apps text texted texting phone phoned mobile
    smartphone iphone android laptop wifi voicemail facetime selfie gps cctv whatsapp snapchat
    tiktok instagram facebook youtube google uber oyster autism autistic adhd asd send ehcp
    senco camhs mash edt gp nhs npcc ico ofsted dsl lado met pc pcs ps dc ds di sgt pcso dci
    kids kiddo teen teens teenager teenagers teenage hr hrs min mins am pm asap faq covid
    lockdown uk eu london londoner untraceable unhelpful dismissive proactive whereabouts hoodie
    trainers grooming groomed sexting county lines trafficked exploitation runaway runaways
    absconded absconding handover callback helpline helplines hotline switchboard minicab taxi
    tfl ulez anymore everytime alot aswell atleast infact incase eachother wasn couldn didn
    doesn wouldn shouldn hasn haven hadn isn aren weren ll ve re don inbox checklist timeline
    takeaway playtime dob nino vrm reg insta snap psn xbox roblox discord sanctuary respite
    hostel hostels siblings sibling relatable traumatised traumatising prioritise prioritised
    organised organise apologised apologise recognised recognise realise realised colour
    favourite neighbour neighbours neighbourhood behaviour behaviours centre programme judgement
    judgemental counsellor counselling enquiry enquiries licence honour
    """
)

# In small letters; a capital on one of these says nothing about who it is.
WRITTEN_LARGE = _words(
    """
    national insurance
    i i'm i've i'd i'll police policeman policewoman officer officers constable sergeant
    inspector mum mummy mother dad daddy father nan nana gran grandma granny grandad granddad
    auntie aunty uncle god christmas easter ramadan eid diwali ok okay monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september
    october november december english british england britain london londoner uk eu european
    black white asian african caribbean arabic somali polish urdu bengali turkish french spanish
    portuguese romanian muslim christian jewish hindu sikh islam met metropolitan mopac mps nhs
    gp a&e camhs mash edt pc pcs ps dc ds di dci sgt pcso cad crime stoppers missing people
    person persons child children childline samaritans nspcc social services service worker
    workers council borough hospital school college care home team unit officer's duty station
    safeguarding lead whatsapp snapchat tiktok instagram facebook youtube google uber oyster tfl
    iphone cctv adhd asd sen send ehcp senco gps dsl lado ofsted ico no not never very please
    thank thanks sorry help yes mr mrs ms miss dr why what when how nobody nothing because and
    but the they we he she it my our you
    """
)

# Words that are also given names: covered where a sentence begins with one and goes on as a story.
ALSO_NAMES = _words(
    """
    grace hope joy faith precious summer amber ruby rose daisy lily jade mark jack bill will rob
    frank max guy art dean chase hunter mason blessing favour mercy charity angel destiny melody
    harmony ivy holly heather iris poppy violet olive hazel robin jay ray grant miles carter
    taylor christian autumn dawn eve crystal pearl sky star prince earl junior victor pat sue
    drew sandy ginger penny patience prudence verity trinity scarlet sunny princess king
    """
)
