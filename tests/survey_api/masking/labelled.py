"""Invented sentences; what points at somebody stands between « and ». Nobody of them exists."""

LABELLED = """
My daughter «Aisha Khan» went missing on a Tuesday.
«Tommy» was gone for six hours and nobody rang us.
We told them that «Oluwaseun» had been seen with an older man.
She was with «Kayleigh» and «Demi-Leigh» at the station.
Our foster child «Jayden» came back by himself.
They kept calling him «Mohamed» although his name is «Mahmoud».
I asked for «Siobhan» three times and she never rang back.
His cousin «Kwabena Mensah» found him in the park.
PC «Harris» was kind and stayed until she was home.
Sergeant «Patel» said there was nothing he could do.
We spoke to DC «O'Connor» about the phone records.
Mrs «Whitcombe» from the school called us first.
pc «harris» told us to wait until the morning.
Dr «Okonkwo» wrote a letter for us.
Inspector «Lewis Grant» came to apologise in person.
The officer was called «Dean» and he listened.
My son called «hope» was never asked how he was.
My name is «Precious» and I am his aunt.
The last person to see her was «Zuzanna Kowalska».
«Grace» was only thirteen at the time.
«Summer» had run away twice before.
my girl «aisha» was missing for two days
ask «tyrone» what happened, he was there
Please ring me back on «07700 900123» after six.
My number is «020 7946 0018».
You can reach me at «+44 7700 900456» any day.
The hospital phoned from «(020) 7946 0991» at night.
Her dad lives abroad and his number is «+33 6 12 34 56 78».
Write to «mum.of.two@example.com» please.
I sent it to «j.bloggs99@mail.example.org» and heard nothing.
We live at «12 Acacia Avenue» and they went to the wrong house.
They searched «Flat 4», «27b Mulberry Close» without asking.
He was found near «Penhaligon Road» by a neighbour.
we are at «45 station road» and the door was open
The postcode is «SE15 4AB» and they still could not find us.
She was last seen in «E1 6AN».
Somewhere around «N17» I think.
The house is in «croydon», postcode «cr0 2xy».
Her NHS number is «943 476 5919».
The form asked for my NHS number «9434765919» again.
My National Insurance number is «AB 12 34 56 C».
They wrote down «JG103759A» and lost it.
The reference was CAD «4521» of that day.
I was given CAD «1234/21NOV26» and told to wait.
Crime reference number «01/123456/26» was closed in a week.
The crime ref is «BCA-12345-26» they said.
Crime number «2412345/26» has not been looked at.
Incident number «8842109» was all we got.
My reference is «FES-7K2M-9Q4P-X1TB» from this survey.
His shoulder number was «427SX» and he was rude.
Collar number «4182» refused to take a report.
The officer with the collar number «1234AW» was patient.
PC «2231» never gave a name.
Her warrant number was «238811» on the card.
He got into a car, registration «LB07 SEM», and was driven off.
A white van «AB12CDE» kept coming back.
The old car had the plate «A123 BCD» on it.
Her date of birth is «12/03/2011» and they got it wrong.
He was born on «3 March 2012» in the hospital.
dob «01-02-2010»
She messages people as «@lil_princess09» all night.
Her snapchat is «jaybaby2011» and we gave it to them.
His username is «xX_shadow_Xx» on that game.
There is a video at «https://video.example.com/u/tommy» of it.
The page is «www.findtommy.example.org» if you want to look.
Her social worker «Bernadette Quill» was on leave.
The home manager, «Ngozi», did everything right.
We thank «Constable Iqbal»'s whole team.
Even «Auntie Folasade» was asked to come in.
I told the man at the desk, «Gareth», that she takes tablets.
""".strip().splitlines()

ORDINARY = """
Nobody rang us back for six hours, and when they did they asked the same questions again.
I rang 101 and was on hold for 45 minutes, then I gave up and rang 999.
They came within the hour and were kind to all of us. I could not ask for more.
The Met Police never told us that she had been found. We heard it from the school.
We waited 3 days. Every time I called, a different officer knew nothing about it.
I dont think they cared because he is in care and he goes missing all the time.
The return home interview was offered after two weeks, which is far too late.
Missing People on 116 000 were the only ones who listened to me.
As staff we fill in the same form twice, and the handover at the end of the shift is poor.
Being a Black family, we felt that they did not believe us. They said she would be back on Monday.
They recieved my call but definately did nothing about it.
I'm still upset. It's been months and I can't sleep when he is out after 10pm.
The call handler was calm and explained what would happen next.
My mum doesn't speak English and nobody offered an interpreter.
CAMHS and the GP were told, but children's services were not.
He has autism and ADHD and they treated him like a criminal.
No officer came. It would have helped to get one text message a day.
Our social worker was brilliant. The police were not.
She came home on her own and nobody asked where she had been.
They searched her room without saying why, and left it in a mess.
""".strip().splitlines()
